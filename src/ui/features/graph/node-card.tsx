/** A call of a layer on the canvas: what it is, what leaves it, what is wrong, and the ports wires are drawn from. */
import { memo } from 'react';
import { isAutoName } from '../../../base/naming';
import type { Problem } from '../../../base/problem';
import { formatShape } from '../../../base/shape';
import type { NodeId, NodeSpec } from '../../../graph/model';
import { nestedGraph } from '../../../graph/nested';
import { find } from '../../../keras';
import { withWays } from '../../../state/wiring-fixes';
import { classes } from '../../components/classes';
import { formatCount } from '../../components/format';
import { Icon } from '../../components/icon';
import { ProblemCard } from '../../components/problem-card';
import { useData, useStudio, useView } from '../../studio';
import { familyColor } from '../../theme/families';
import styles from './graph.module.css';
import { portName } from './port-names';
import { portsOf, type SceneNode } from './scene';
import type { Sight } from './sight';

export interface NodeCardProps {
  readonly scene: SceneNode;
  /** Names of what it reads and of what reads it, for those who hear it. */
  readonly reads: string;
  readonly feeds: string;
  readonly selected: boolean;
  /** The only one chosen: its problems are told in full. */
  readonly alone: boolean;
  readonly focusable: boolean;
  /** A wire is held over it: whether it may go there. */
  readonly offer: 'good' | 'bad' | null;
  /** Another call of the same layer is chosen. */
  readonly sibling: boolean;
  /** Takes one more input than it has. */
  readonly open: boolean;
  /** Out of sight a card is heard and can be focused, but draws nothing; small ones show less. */
  readonly drawn: Sight['detail'] | 'far';
}

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** The whole card in a sentence. */
function spoken({ scene, reads, feeds }: NodeCardProps): string {
  const { layer, analysis, shapes, problems, isInput, calls, call, outputs } = scene;
  const { trainable, frozen } = analysis.parameters;
  return [
    `${isInput ? 'Input' : layer.className} ${layer.name}`,
    calls > 1 && `call ${call + 1} of ${calls}, weights shared`,
    shapes.length > 0 ? `output ${shapes.map(formatShape).join(' and ')}` : 'no output yet',
    !isInput && `${formatCount(trainable + frozen)} parameters`,
    !isInput && (reads ? `reads ${reads}` : 'reads nothing'),
    feeds ? `feeds ${feeds}` : outputs.length === 0 && 'feeds nothing',
    outputs.length > 0 && 'output of the model',
    problems.length > 0 && `${count(problems.length, 'problem')}: ${problems[0]?.message}`,
  ]
    .filter((part) => part !== false)
    .join('; ');
}

function Ports({ scene, open }: { readonly scene: SceneNode; readonly open: boolean }) {
  const wired = scene.node.inputs.length;
  const last = scene.inPorts.at(-1) ?? scene.width / 2;
  // A place for one more wire, beside those that are there.
  const more = open && wired > 0 ? Math.min(scene.width - 14, last + 22) : null;
  return (
    <span aria-hidden="true">
      {scene.inPorts.map((x, slot) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a port is its number
          key={slot}
          data-port={`in:${slot}`}
          data-tip={portName(scene.layer.className, slot) ?? undefined}
          className={classes(styles.port, styles.portIn, slot >= wired && styles.portFree)}
          style={{ left: x }}
        />
      ))}
      {more !== null && (
        <span
          data-port={`in:${wired}`}
          data-tip={portName(scene.layer.className, wired) ?? undefined}
          className={classes(styles.port, styles.portIn, styles.portFree, styles.portMore)}
          style={{ left: more }}
        />
      )}
      {portsOf(Math.max(1, scene.shapes.length)).map((x, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a port is its number
          key={index}
          data-port={`out:${index}`}
          data-tip={scene.shapes.length > 1 ? `output ${index}: ${formatShape(scene.shapes[index] ?? [])}` : undefined}
          className={classes(styles.port, styles.portOut)}
          style={{ left: x }}
        />
      ))}
    </span>
  );
}

function Problems({ problems, node }: { readonly problems: readonly Problem[]; readonly node: NodeSpec }) {
  const studio = useStudio();
  const shapesOf = (id: NodeId) =>
    studio
      .openAnalysis()
      .built.nodes.get(id)
      ?.outputs.map((t) => t.shape) ?? [];
  return (
    <div className={styles.problems} data-still>
      {problems.map((p) => (
        <ProblemCard
          key={`${p.code} ${p.message}`}
          problem={withWays(p, studio.openModel(), node, shapesOf)}
          compact
          onFix={studio.applyFix}
        />
      ))}
    </div>
  );
}

function Card(props: NodeCardProps) {
  const { scene, selected, alone, focusable, offer, sibling, open, drawn } = props;
  const { node, layer, analysis, shapes, problems, isInput, calls, outputs } = scene;
  const outermost = useView((v) => v.inside.length === 0);
  const dataWords = useData((d) => (isInput && outermost && d.description ? d.description.name : ''));
  const family = isInput ? undefined : find('layer', layer.className)?.family;
  const { trainable, frozen } = analysis.parameters;
  const [worst] = problems;
  const named = !isAutoName(layer.name, layer.className);
  return (
    <div
      data-node={node.id}
      className={classes(
        styles.card,
        selected && styles.selected,
        sibling && styles.sibling,
        nestedGraph(layer) && styles.stacked,
        drawn === 'tiny' && styles.tiny,
        problems.some((p) => p.severity === 'error') && styles.broken,
        offer === 'good' && styles.welcome,
        offer === 'bad' && styles.refused,
      )}
      style={
        {
          left: scene.x,
          top: scene.y,
          width: scene.width,
          height: scene.height,
          '--family': familyColor(family),
        } as React.CSSProperties
      }
    >
      <button type="button" data-main aria-pressed={selected} tabIndex={focusable ? 0 : -1} className={styles.main}>
        <span className="visually-hidden" data-spoken>
          {spoken(props)}
        </span>
        {drawn === 'small' && (
          <span aria-hidden="true" className={classes(styles.face, styles.large)}>
            {isInput ? 'Input' : layer.className}
          </span>
        )}
        {drawn === 'full' && (
          <span aria-hidden="true" className={styles.face}>
            <span className={styles.title}>
              <span className={styles.className}>{isInput ? 'Input' : layer.className}</span>
              {named && (
                <span className={styles.name} data-tip={layer.name}>
                  {layer.name}
                </span>
              )}
              <span className={styles.args}>{isInput ? dataWords : analysis.card.join(' · ')}</span>
              {calls > 1 && (
                <span className={styles.tag} data-tip={`${layer.name}: ${calls} calls, the same weights`}>
                  shared
                </span>
              )}
            </span>
            <span className={styles.numbers}>
              <span className={styles.shape}>
                {shapes.length > 0
                  ? `${formatShape(shapes[0] ?? [])}${shapes.length > 1 ? ` +${shapes.length - 1}` : ''}`
                  : '—'}
              </span>
              {!isInput && <span className={styles.params}>{formatCount(trainable + frozen)}</span>}
            </span>
            {worst && (
              <span className={classes(styles.worst, styles[worst.severity])}>
                <Icon name={worst.severity === 'error' ? 'error' : 'warning'} size={12} />
                <span>{worst.message}</span>
              </span>
            )}
          </span>
        )}
      </button>
      {drawn === 'full' && <Ports scene={scene} open={open} />}
      {drawn === 'full' && outputs.length > 0 && (
        <span aria-hidden="true" className={styles.leaves}>
          output
        </span>
      )}
      {alone && problems.length > 0 && <Problems problems={problems} node={node} />}
    </div>
  );
}

const sameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i]);

/** Scenes are made anew at each change; a card is drawn anew only where it looks different. */
function sameScene(a: SceneNode, b: SceneNode): boolean {
  return (
    a.x === b.x &&
    a.y === b.y &&
    a.height === b.height &&
    a.node === b.node &&
    a.layer === b.layer &&
    a.analysis === b.analysis &&
    a.call === b.call &&
    a.calls === b.calls &&
    a.isInput === b.isInput &&
    sameList(a.outputs, b.outputs) &&
    sameList(a.problems, b.problems)
  );
}

export const NodeCard = memo(
  Card,
  (a, b) =>
    sameScene(a.scene, b.scene) &&
    a.reads === b.reads &&
    a.feeds === b.feeds &&
    a.selected === b.selected &&
    a.alone === b.alone &&
    a.focusable === b.focusable &&
    a.offer === b.offer &&
    a.sibling === b.sibling &&
    a.open === b.open &&
    a.drawn === b.drawn,
);

/** The element of a call's card. */
export function cardElement(root: HTMLElement | null, id: NodeId): HTMLElement | null {
  return root?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"] [data-main]`) ?? null;
}
