/** A picker of layers: the palette's search and the + between cards. */
import { lazy, Suspense } from 'react';
import type { LayerDefinition } from '../../../keras';
import { Picker, type PickerItem, type PickerProps } from '../../components/picker';
import { familyColor } from '../../theme/families';
import { paletteLayers, searchLayers } from './search';

const LayerEffect = lazy(async () => ({ default: (await import('../shapes/layer-preview')).LayerEffect }));

const item = (d: LayerDefinition): PickerItem => ({ name: d.name, summary: d.summary, color: familyColor(d.family) });

/** Layers that match, as lists show them; all of them for an empty query. */
export const findLayers = (query: string): PickerItem[] =>
  (query === '' ? paletteLayers() : searchLayers(query)).map(item);

export function LayerPicker(props: Omit<PickerProps, 'label' | 'find'>) {
  return (
    <Picker
      label="Search layers"
      find={findLayers}
      footer={(name) => (
        <Suspense fallback={null}>
          <LayerEffect className={name} />
        </Suspense>
      )}
      {...props}
    />
  );
}
