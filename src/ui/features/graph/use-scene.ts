/** The scene of the model on the canvas, worked out anew when model, problems or places change. */
import { useMemo } from 'react';
import type { PartialShape } from '../../../base/shape';
import { ownPlaces } from '../../../graph/arrange';
import type { NodeId } from '../../../graph/model';
import { publicShape } from '../../../keras';
import { scopeOf } from '../../../state/graph-actions';
import { useDocument, useOpenAnalysis, useOpenModel, useProblems, useProblemsByLayer, useView } from '../../studio';
import { withEnds } from './ends';
import { type Scene, sceneOf } from './scene';

export function useScene(): Scene {
  const model = useOpenModel();
  const scope = useView((v) => scopeOf(v.inside));
  const layout = useDocument((d) => d.layout);
  const analysis = useOpenAnalysis();
  const byLayer = useProblemsByLayer();
  const all = useProblems();
  const problems = useMemo(
    () => (scope === '' ? withEnds(byLayer, all, model) : byLayer),
    [scope, byLayer, all, model],
  );
  const own = useMemo(() => ownPlaces(layout, scope), [layout, scope]);
  return useMemo(() => {
    const shapesOf = (id: NodeId): readonly PartialShape[] =>
      analysis.built.nodes.get(id)?.outputs.map(publicShape) ?? [];
    return sceneOf({ model, analysis, problems, own, shapesOf });
  }, [model, analysis, problems, own]);
}
