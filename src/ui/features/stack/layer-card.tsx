/** One layer on the canvas: what it is, the arguments that matter, the shape that leaves it, what it weighs, what is wrong. */
import { useDraggable } from '@dnd-kit/core';
import { memo, type ReactNode } from 'react';
import type { Problem } from '../../../base/problem';
import { formatShape } from '../../../base/shape';
import type { LayerId } from '../../../graph/model';
import { find } from '../../../keras';
import type { LayerAnalysis } from '../../../state';
import { classes } from '../../components/classes';
import { formatCount } from '../../components/format';
import { Icon } from '../../components/icon';
import { ProblemCard } from '../../components/problem-card';
import { useData, useStudio } from '../../studio';
import { familyColor } from '../../theme/families';
import { CardHistogram } from './card-histogram';
import type { Held } from './drag';
import styles from './stack.module.css';

export interface LayerCardProps {
  readonly analysis: LayerAnalysis;
  /** The layer's own, and those of its part against the data. */
  readonly problems: readonly Problem[];
  /** Place in the stack without the input; -1 for the input and in a graph. */
  readonly position: number;
  readonly count: number;
  readonly selected: boolean;
  readonly focusable: boolean;
  readonly onContextMenu: (layer: LayerId, x: number, y: number) => void;
}

const whole = (p: LayerAnalysis['parameters']): number => p.trainable + p.frozen;

/** What an input gives: what the data is, or of texts beside numbers the one or the other. */
const inputWords = (dtype: unknown, kind: string): string =>
  dtype === 'string' ? 'words' : kind === 'mixed' ? 'numbers' : kind;

/** Words between what is seen, for those who hear it. */
function Heard({ children }: { readonly children: ReactNode }) {
  return <span className="visually-hidden">{children}</span>;
}

export const LayerCard = memo(function LayerCard(props: LayerCardProps) {
  const { analysis, problems, position, count, selected, focusable, onContextMenu } = props;
  const { select, applyFix } = useStudio();
  const { layer, card, outputShape, parameters } = analysis;
  const isInput = layer.className === 'InputLayer';
  const dataWords = useData((d) =>
    d.description && d.facts ? `${d.description.name} · ${inputWords(layer.config.dtype, d.facts.inputKind)}` : '',
  );
  const movable = position >= 0;
  const held: Held = { kind: 'move', className: layer.className, layer: layer.id, from: position };
  const { setNodeRef, setActivatorNodeRef, listeners, attributes, isDragging } = useDraggable({
    id: `card:${layer.id}`,
    data: held,
    disabled: !movable,
  });
  // Pointers may take the card anywhere; the keyboard picks it up by its grip, so that Enter on the card selects.
  const { onKeyDown, ...pointer } = listeners ?? {};
  const broken = problems.some((p) => p.severity === 'error');
  return (
    // The context menu is also reached by its key on the card's button.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <div
      ref={setNodeRef}
      data-card={layer.id}
      className={classes(
        styles.card,
        selected && styles.selected,
        broken && styles.broken,
        isDragging && styles.dragged,
      )}
      style={
        { '--family': familyColor(isInput ? undefined : find('layer', layer.className)?.family) } as React.CSSProperties
      }
      onContextMenu={(event) => {
        event.preventDefault();
        onContextMenu(layer.id, event.clientX, event.clientY);
      }}
      {...pointer}
    >
      <button
        type="button"
        data-main
        aria-pressed={selected}
        tabIndex={focusable ? 0 : -1}
        className={styles.main}
        onClick={() => select(layer.id)}
        onFocus={(event) => {
          if (event.currentTarget.matches(':focus-visible')) select(layer.id);
        }}
      >
        <span className={styles.title}>
          <span className={styles.className}>{isInput ? 'Input' : layer.className}</span>
          <Heard>
            {position >= 0 && `, layer ${position + 1} of ${count}`}
            {problems.length > 0 && `, ${problems.length} ${problems.length > 1 ? 'problems' : 'problem'}`};{' '}
          </Heard>
          <span className={styles.args}>{isInput ? dataWords : card.join(' · ')}</span>
        </span>
        <span className={styles.numbers}>
          <span className={styles.shape}>
            <Heard>; output </Heard>
            {outputShape ? formatShape(outputShape) : '—'}
          </span>
          {!isInput && (
            <span className={styles.params} data-tip={`${formatCount(whole(parameters))} parameters`}>
              <Heard>; </Heard>
              {formatCount(whole(parameters))}
              <Heard> parameters</Heard>
            </span>
          )}
        </span>
      </button>
      {movable && (
        <button
          ref={setActivatorNodeRef}
          type="button"
          className={styles.grip}
          tabIndex={focusable ? 0 : -1}
          aria-label={`Move ${layer.className}`}
          aria-describedby={attributes['aria-describedby']}
          aria-roledescription="draggable"
          onKeyDown={onKeyDown as React.KeyboardEventHandler | undefined}
        >
          <Icon name="grip" size={14} />
        </button>
      )}
      <CardHistogram layer={layer} />
      {problems.length > 0 && (
        <div className={styles.problems}>
          {problems.map((p) => (
            <ProblemCard key={`${p.code} ${p.message}`} problem={p} compact onFix={applyFix} />
          ))}
        </div>
      )}
    </div>
  );
});
