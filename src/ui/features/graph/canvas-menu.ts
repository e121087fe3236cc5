/** The menus of the canvas: what can be done with a card, with a wire, and where nothing is. */
import type { Point } from '../../../graph/layered-layout';
import { nestedGraph } from '../../../graph/nested';
import { nodeOf } from '../../../graph/topology';
import type { Studio } from '../../../state';
import { cutWire, modelOf, type WireEnd } from '../../../state/graph-actions';
import type { MenuItem } from '../../components/menu';
import { useStudio } from '../../studio';
import { calledAs } from './connections';
import type { Scene, SceneNode, SceneWire } from './scene';

/** What a menu is opened on. */
export type MenuOn =
  | { readonly kind: 'card'; readonly card: SceneNode }
  | { readonly kind: 'wire'; readonly wire: SceneWire }
  | { readonly kind: 'ground'; readonly at: Point };

/** @param ask opens the list of layers at a point of the window */
export function useCanvasMenu(scene: Scene, ask: (at: Point) => void): (on: MenuOn) => MenuItem[] {
  const studio = useStudio();
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
  return (on) => {
    switch (on.kind) {
      case 'card':
        return ofCard(studio, scene, on.card, command);
      case 'wire': {
        const end: WireEnd = { node: on.wire.to, slot: on.wire.slot };
        return [
          command('graph.insert', 'plus', { label: 'Insert a layer here …' }),
          command('graph.connect', 'arrowDown', { label: 'Move its end to …' }),
          command('graph.remove', 'close', {
            label: 'Disconnect',
            disabled: false,
            danger: true,
            run: () => void cutWire(studio, { kind: 'node', ...end }),
          }),
        ];
      }
      case 'ground':
        return [
          { id: 'add', label: 'Add a layer here …', icon: 'plus', run: () => ask(on.at) },
          command('graph.input', 'input'),
          command('graph.paste', undefined, { label: 'Paste' }),
          command('graph.pick-all', undefined, { label: 'Choose all', ruled: true }),
          command('graph.find', 'search', { label: 'Find a layer …' }),
          command('graph.fit', 'expand', { label: 'Show the whole graph' }),
          command('graph.tidy', 'tree', { label: 'Tidy up' }),
        ];
    }
  };
}

type ToItem = (id: string, icon?: MenuItem['icon'], more?: Partial<MenuItem>) => MenuItem;

function ofCard(studio: Studio, scene: Scene, card: SceneNode, command: ToItem): MenuItem[] {
  const { id, inputs } = card.node;
  const isOutput = card.outputs.length > 0;
  return [
    command('graph.connect', 'arrowDown', { label: 'Connect to …' }),
    ...(card.isInput ? [] : [command('graph.read', 'arrowUp', { label: 'Choose what it reads …' })]),
    command('graph.insert', 'plus', { label: 'Insert after …' }),
    ...inputs.map((ref, slot): MenuItem => {
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
    ...(card.calls > 1 ? [command('graph.unshare', 'layers', { label: 'Weights of its own' })] : []),
    ...(nestedGraph(card.layer)
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
