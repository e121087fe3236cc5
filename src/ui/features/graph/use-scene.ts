/** The scene of the model on the canvas, worked out anew when model, problems or places change. */
import { useMemo } from 'react';
import type { PartialShape } from '../../../base/shape';
import { ownPlaces } from '../../../graph/arrange';
import type { Point } from '../../../graph/layered-layout';
import type { NodeId } from '../../../graph/model';
import { publicShape } from '../../../keras';
import { scopeOf } from '../../../state/graph-actions';
import { useDocument, useOpenAnalysis, useOpenModel, useProblemsByLayer, useView } from '../../studio';
import { type Scene, sceneOf } from './scene';

/** `held` are places of cards being dragged, which count before those in the document. */
export function useScene(held: ReadonlyMap<NodeId, Point> | null): Scene {
  const model = useOpenModel();
  const scope = useView((v) => scopeOf(v.inside));
  const layout = useDocument((d) => d.layout);
  const analysis = useOpenAnalysis();
  const problems = useProblemsByLayer();
  const own = useMemo(() => ownPlaces(layout, scope), [layout, scope]);
  return useMemo(() => {
    const shapesOf = (id: NodeId): readonly PartialShape[] =>
      analysis.built.nodes.get(id)?.outputs.map(publicShape) ?? [];
    return sceneOf({ model, analysis, problems, own: held ?? own, shapesOf });
  }, [model, analysis, problems, own, held]);
}
