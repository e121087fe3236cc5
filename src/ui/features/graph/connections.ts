/** The cards a wire can go to, as a list to choose from: those that fit first, then those that would need a change. */
import { formatShape } from '../../../base/shape';
import type { NodeId, TensorRef } from '../../../graph/model';
import { find } from '../../../keras';
import { tryConnect } from '../../../state/graph-actions';
import type { PickerItem } from '../../components/picker';
import { familyColor } from '../../theme/families';
import type { Scene, SceneNode } from './scene';

/** What a card is called in a list: its layer's name, with the number of the call where there are several. */
export const calledAs = ({ layer, call, calls }: SceneNode): string =>
  calls > 1 ? `${layer.name}#${call + 1}` : layer.name;

interface Target extends PickerItem {
  readonly node: NodeId;
  readonly order: number;
}

/** All cards but the source, with what a wire there would mean. */
export function targetsOf(scene: Scene, model: Parameters<typeof tryConnect>[0], from: TensorRef): Target[] {
  return scene.nodes
    .filter((n) => n.node.id !== from.node && !n.isInput)
    .map((n, i): Target => {
      const joint = tryConnect(model, from, n.node.id);
      const shape = n.shapes[0] ? formatShape(n.shapes[0]) : 'no output yet';
      const summary =
        joint.refused ??
        joint.problems[0]?.message ??
        (n.node.inputs.length === 0
          ? `${n.layer.className}, not wired yet`
          : joint.slot < n.node.inputs.length
            ? `${n.layer.className} ${shape}, in place of what it reads now`
            : `${n.layer.className} ${shape}`);
      const order = joint.refused !== null ? 2 : joint.problems.length > 0 ? 1 : 0;
      const color = familyColor(find('layer', n.layer.className)?.family);
      return { node: n.node.id, name: calledAs(n), summary, color, order: order * 10_000 + i };
    })
    .sort((a, b) => a.order - b.order);
}

/** Those of the list whose name or words hold the query. */
export function matching<T extends PickerItem>(items: readonly T[], query: string): readonly T[] {
  const wanted = query.toLowerCase();
  return items.filter((i) => `${i.name} ${i.summary}`.toLowerCase().includes(wanted));
}
