/** What can be done with a card, by its menu. */
import { nestedGraph } from '../../../graph/nested';
import { nodeOf } from '../../../graph/topology';
import { cutWire, modelOf } from '../../../state/graph-actions';
import type { MenuItem } from '../../components/menu';
import { useStudio } from '../../studio';
import { calledAs } from './connections';
import type { Scene, SceneNode } from './scene';

export function useNodeMenu(node: SceneNode | null, scene: Scene): MenuItem[] {
  const studio = useStudio();
  if (!node) return [];
  const command = (id: string, icon?: MenuItem['icon'], more: Partial<MenuItem> = {}): MenuItem => {
    const { label, shortcut, blocked } = studio.command(id);
    return {
      id,
      label,
      ...(icon && { icon }),
      ...(shortcut !== null && { shortcut }),
      disabled: blocked !== null,
      run: () => studio.run(id),
      ...more,
    };
  };
  const { id } = node.node;
  const isOutput = node.outputs.length > 0;
  return [
    command('graph.connect', 'arrowDown', { label: 'Connect to …' }),
    command('graph.insert', 'plus', { label: 'Insert after …' }),
    ...node.node.inputs.map((ref, slot): MenuItem => {
      const source = scene.byId.get(ref.node);
      return {
        id: `cut:${slot}`,
        label: `Disconnect from ${source ? calledAs(source) : 'its source'}`,
        icon: 'close',
        run: () => {
          if (nodeOf(modelOf(studio), id).inputs[slot]) cutWire(studio, { kind: 'node', node: id, slot });
        },
      };
    }),
    command('graph.output', 'arrowRight', {
      label: isOutput ? 'No output of the model any more' : 'Make it an output of the model',
      ruled: true,
    }),
    command('graph.share', 'layers', { label: 'Call again with the same weights' }),
    ...(node.calls > 1 ? [command('graph.unshare', 'layers', { label: 'Weights of its own' })] : []),
    ...(nestedGraph(node.layer)
      ? [
          command('graph.open', 'expand', { label: 'Open', ruled: true }),
          command('graph.ungroup', 'collapse', { label: 'Take apart' }),
        ]
      : []),
    command('graph.group', 'folder', { label: 'Group into a nested model' }),
    command('graph.copy', 'copy', { label: 'Copy', ruled: true }),
    command('graph.cut', undefined, { label: 'Cut' }),
    command('graph.paste', undefined, { label: 'Paste after' }),
    command('graph.duplicate', 'copy', { label: 'Duplicate beside' }),
    command('graph.remove', 'trash', { label: 'Remove', danger: true, ruled: true }),
  ];
}
