/** What can be done with a layer, as the context menu and the inspector offer it. */
import type { LayerId } from '../../../graph/model';
import { toSequential } from '../../../graph/topology';
import type { MenuItem } from '../../components/menu';
import { useOpenModel, useStudio } from '../../studio';

export function useLayerMenu(layer: LayerId | null): MenuItem[] {
  const { edit } = useStudio();
  const model = useOpenModel();
  const spec = layer === null ? undefined : model.layers[layer];
  if (layer === null || !spec) return [];
  const items = toSequential(model)?.items ?? [];
  const at = items.findIndex((i) => i.layer.id === layer);
  const fixed = spec.className === 'InputLayer';
  return [
    {
      id: 'up',
      label: 'Move up',
      icon: 'arrowUp',
      shortcut: 'Alt+ArrowUp',
      disabled: at <= 0,
      run: () => edit.moveLayer(layer, at - 1),
    },
    {
      id: 'down',
      label: 'Move down',
      icon: 'arrowDown',
      shortcut: 'Alt+ArrowDown',
      disabled: at < 0 || at >= items.length - 1,
      run: () => edit.moveLayer(layer, at + 1),
    },
    {
      id: 'duplicate',
      label: 'Duplicate',
      icon: 'copy',
      shortcut: 'Mod+D',
      disabled: fixed,
      run: () => edit.duplicateLayer(layer),
    },
    {
      id: 'remove',
      label: 'Remove',
      icon: 'trash',
      shortcut: 'Delete',
      disabled: fixed,
      danger: true,
      ruled: true,
      run: () => edit.removeLayer(layer),
    },
  ];
}
