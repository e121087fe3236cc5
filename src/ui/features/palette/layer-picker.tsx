/** A picker of layers: the palette's search and the + between cards. */
import { lazy, Suspense } from 'react';
import type { LayerDefinition } from '../../../keras';
import { Picker, type PickerItem, type PickerProps } from '../../components/picker';
import { familyColor } from '../../theme/families';
import { type Ground, paletteLayers, searchLayers } from './search';

const LayerEffect = lazy(async () => ({ default: (await import('../shapes/layer-preview')).LayerEffect }));

const item = (d: LayerDefinition): PickerItem => ({ name: d.name, summary: d.summary, color: familyColor(d.family) });

/** Layers and operations that match, as lists show them; all layers for an empty query. */
export const findLayers = (query: string, ground: Ground): PickerItem[] =>
  (query === '' ? paletteLayers() : searchLayers(query, ground)).map(item);

export function LayerPicker({ ground, ...props }: Omit<PickerProps, 'label' | 'find'> & { readonly ground: Ground }) {
  return (
    <Picker
      label="Search layers"
      find={(query) => findLayers(query, ground)}
      footer={(name) => (
        <Suspense fallback={null}>
          <LayerEffect className={name} />
        </Suspense>
      )}
      {...props}
    />
  );
}
