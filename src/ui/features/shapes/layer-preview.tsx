/** A layer of the palette before it is taken: its sentence, and what it would do to the shape where it would go. */
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { PartialShape } from '../../../base/shape';
import type { ObjectSpec } from '../../../graph/model';
import { find, publicShape } from '../../../keras';
import { pickedNodes, type Studio } from '../../../state';
import { place } from '../../components/anchored';
import { stackedSpec, startingSpec } from '../../starting-config';
import { useStudio } from '../../studio';
import { effectOf } from './effect';
import { ShapeFigure } from './shape-figure';
import styles from './shapes.module.css';

/** The tensor a new layer would read: what the chosen call gives, else what goes into the last layer. */
function shapeHere(studio: Studio): PartialShape | null {
  const model = studio.openModel();
  const { built } = studio.openAnalysis();
  const last = model.nodes.find((n) => n.id === model.outputs[0]?.node);
  const ref = pickedNodes(model, studio.view.getState()).at(-1)?.id ?? last?.inputs[0]?.node;
  const type = ref === undefined ? undefined : built.nodes.get(ref)?.outputs[0];
  return type ? publicShape(type) : null;
}

const specHere = (studio: Studio, className: string): ObjectSpec =>
  studio.view.getState().canvas === 'graph' ? startingSpec('layer', className) : stackedSpec(className);

/** The figure alone, for lists. */
export function LayerEffect({ className }: { readonly className: string }) {
  const studio = useStudio();
  const effect = effectOf(specHere(studio, className), shapeHere(studio));
  return effect && <ShapeFigure effect={effect} />;
}

const GAP = 10;

/** The figure with the layer's sentence, floating beside its palette entry. */
export default function LayerPreview({ className, owner }: { readonly className: string; readonly owner: Element }) {
  const studio = useStudio();
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = panel.current;
    if (!element) return;
    element.showPopover();
    const box = owner.getBoundingClientRect();
    place(element, box, 'start');
    const left = box.right + GAP;
    if (left + element.offsetWidth < document.documentElement.clientWidth) {
      const most = document.documentElement.clientHeight - element.offsetHeight - GAP;
      element.style.left = `${left}px`;
      element.style.top = `${Math.max(GAP, Math.min(most, box.top + box.height / 2 - element.offsetHeight / 2))}px`;
    }
  }, [owner]);
  useEffect(() => {
    const element = panel.current;
    return () => {
      if (element?.matches(':popover-open')) element.hidePopover();
    };
  }, []);
  const effect = effectOf(specHere(studio, className), shapeHere(studio));
  return (
    <div ref={panel} popover="manual" aria-hidden="true" className={styles.preview}>
      <b>{className}</b>
      <p>{find('layer', className)?.summary}</p>
      {effect && <ShapeFigure effect={effect} />}
    </div>
  );
}
