/** Words beside the pointer while something is held: what letting go would do, and why not where it cannot. */
import type { Point } from '../../../graph/layered-layout';
import { Icon } from '../../components/icon';
import { calledAs } from './connections';
import type { DropSpot } from './drop';
import styles from './graph.module.css';
import { portName } from './port-names';
import type { Scene } from './scene';
import type { Gesture } from './use-gestures';
import type { Viewport } from './viewport';

interface Said {
  readonly at: Point;
  readonly title: string;
  readonly why: string | null;
  readonly tone: 'plain' | 'good' | 'bad';
}

function wireWords(gesture: Extract<Gesture, { kind: 'wire' }>, scene: Scene): Said | null {
  const at = gesture.to;
  const from = scene.byId.get(gesture.from.node);
  const to = gesture.target === null ? undefined : scene.byId.get(gesture.target);
  if (!to || !from) {
    return {
      at,
      title: gesture.taken ? 'Let go to disconnect' : 'Let go to add a layer here',
      why: null,
      tone: 'plain',
    };
  }
  const { joint } = gesture;
  if (!joint) return null;
  if (joint.refused !== null) return { at, title: `Not to ${calledAs(to)}`, why: joint.refused, tone: 'bad' };
  const [problem] = joint.problems;
  const replaces = joint.slot < to.node.inputs.length && gesture.taken?.node !== to.node.id;
  const name = portName(to.layer.className, joint.slot);
  const title = `Connect to ${calledAs(to)}${name === null ? '' : ` as ${name}`}${replaces ? ', in place of what it reads' : ''}`;
  return problem
    ? { at, title: `${title}: does not fit yet`, why: problem.message, tone: 'bad' }
    : { at, title, why: null, tone: 'good' };
}

function dropWords(spot: DropSpot): Said {
  const { point: at, problem, words } = spot;
  if (problem) return { at, title: `${words}: does not fit`, why: problem.message, tone: 'bad' };
  return { at, title: words, why: null, tone: spot.wire !== null || spot.card !== null ? 'good' : 'plain' };
}

function ontoWords(onto: NonNullable<Extract<Gesture, { kind: 'move' }>['onto']>, scene: Scene): Said | null {
  const { wire, joint, at } = onto;
  const [from, to] = [scene.byId.get(wire.from.node), scene.byId.get(wire.to)];
  if (!from || !to) return null;
  const title = `Insert between ${calledAs(from)} and ${calledAs(to)}`;
  const why = joint.refused ?? joint.problems[0]?.message ?? null;
  return { at, title: why === null ? title : `${title}: does not fit`, why, tone: why === null ? 'good' : 'bad' };
}

export interface HintProps {
  readonly gesture: Gesture | null;
  readonly spot: DropSpot | null;
  readonly scene: Scene;
  readonly viewport: Viewport;
}

export function Hint({ gesture, spot, scene, viewport }: HintProps) {
  const said = spot
    ? dropWords(spot)
    : gesture?.kind === 'wire'
      ? wireWords(gesture, scene)
      : gesture?.kind === 'move' && gesture.onto
        ? ontoWords(gesture.onto, scene)
        : null;
  if (!said) return null;
  const { x, y, k } = viewport.get();
  const { width, height } = viewport.size();
  const left = Math.max(8, Math.min(width - 276, said.at.x * k + x + 18));
  const top = Math.max(8, Math.min(height - 90, said.at.y * k + y + 18));
  return (
    <div className={styles.hint} data-tone={said.tone} style={{ left, top }} role="status">
      <span className={styles.hintTitle}>
        {said.tone === 'bad' && <Icon name="warning" size={14} />}
        {said.title}
      </span>
      {said.why !== null && <span>{said.why}</span>}
    </div>
  );
}
