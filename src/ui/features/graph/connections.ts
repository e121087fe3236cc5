/** The cards a wire can go to, as a list to choose from: those that fit first, then those that would need a change. */
import { formatShape } from '../../../base/shape';
import { sameRef } from '../../../graph/edit-graph';
import type { ModelGraph, NodeId, TensorRef } from '../../../graph/model';
import { find } from '../../../keras';
import { isMerging, type Joint, tryConnect, type WireEnd } from '../../../state/graph-actions';
import type { PickerItem } from '../../components/picker';
import { familyColor } from '../../theme/families';
import type { Scene, SceneNode } from './scene';

/** What a card is called in a list: its layer's name, with the number of the call where there are several. */
export const calledAs = ({ layer, call, calls }: SceneNode): string =>
  calls > 1 ? `${layer.name}#${call + 1}` : layer.name;

interface Target extends PickerItem {
  readonly node: NodeId;
  /** Which of its tensors, where a card is read. */
  readonly index: number;
  readonly order: number;
}

const colorOf = (n: SceneNode): string => familyColor(n.isInput ? undefined : find('layer', n.layer.className)?.family);

/** Trying what each wire of a large model would do takes seconds; there only circles are said. */
const TRIED_MOST = 60;

/** Why a wire cannot be or does not fit yet; null when nothing is known against it. */
const against = (scene: Scene, joint: Joint): string | null =>
  joint.refused ?? (scene.nodes.length > TRIED_MOST ? null : (joint.problems[0]?.message ?? null));

const orderOf = (joint: Joint, words: string | null): number => (joint.refused !== null ? 2 : words !== null ? 1 : 0);

/** All cards but the source, with what a wire there would mean. */
export function targetsOf(scene: Scene, model: ModelGraph, from: TensorRef, taken: WireEnd | null): Target[] {
  return scene.nodes
    .filter((n) => n.node.id !== from.node && !n.isInput)
    .map((n, i): Target => {
      const joint = tryConnect(model, from, n.node.id, undefined, taken);
      const shape = n.shapes[0] ? formatShape(n.shapes[0]) : 'no output yet';
      const not = against(scene, joint);
      const summary =
        not ??
        (n.node.inputs.length === 0
          ? `${n.layer.className}, not wired yet`
          : joint.slot < n.node.inputs.length
            ? `${n.layer.className} ${shape}, in place of what it reads now`
            : `${n.layer.className} ${shape}`);
      const order = orderOf(joint, not) * 10_000 + i;
      return { node: n.node.id, index: 0, name: calledAs(n), summary, color: colorOf(n), order };
    })
    .sort((a, b) => a.order - b.order);
}

/** All tensors a card could read, with what that would mean; several of one card by number. */
export function sourcesOf(scene: Scene, model: ModelGraph, to: NodeId, slot: number | undefined): Target[] {
  const reader = scene.byId.get(to);
  // Attention reads one tensor as query and as value; what is added or joined is seldom the same twice.
  const twice = (node: NodeId, index: number): boolean =>
    reader !== undefined &&
    isMerging(reader.layer.className) &&
    reader.node.inputs.some((ref) => sameRef(ref, { node, index }));
  return scene.nodes
    .filter((n) => n.node.id !== to)
    .flatMap((n, i) =>
      n.outPorts.map((_, index): Target => {
        const joint = tryConnect(model, { node: n.node.id, index }, to, slot);
        const shape = n.shapes[index] ? formatShape(n.shapes[index]) : 'no output yet';
        const not = against(scene, joint) ?? (twice(n.node.id, index) ? 'It reads that already.' : null);
        const summary = not ?? `${n.layer.className} ${shape}`;
        const name = n.outPorts.length > 1 ? `${calledAs(n)}, output ${index}` : calledAs(n);
        const order = orderOf(joint, not) * 10_000 + i;
        return { node: n.node.id, index, name, summary, color: colorOf(n), order };
      }),
    )
    .sort((a, b) => a.order - b.order);
}

/** All cards, to be found by name. */
export function cardsOf(scene: Scene): Target[] {
  return scene.nodes.map((n, i) => {
    const words = [n.isInput ? 'Input' : n.layer.className, n.shapes[0] ? formatShape(n.shapes[0]) : ''];
    const summary = n.problems[0]?.message ?? words.join(' ');
    return { node: n.node.id, index: 0, name: calledAs(n), summary, color: colorOf(n), order: i };
  });
}

/** Those of the list whose name or words hold the query. */
export function matching<T extends PickerItem>(items: readonly T[], query: string): readonly T[] {
  const wanted = query.toLowerCase();
  return items.filter((i) => `${i.name} ${i.summary}`.toLowerCase().includes(wanted));
}
