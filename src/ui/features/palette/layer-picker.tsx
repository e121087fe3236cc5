/** A picker of layers: the palette's search and the + between cards. */
import { Suspense, useState } from 'react';
import type { LayerDefinition } from '../../../keras';
import { lazyPart } from '../../components/lazy-part';
import { Picker, type PickerItem, type PickerProps } from '../../components/picker';
import { useStudio } from '../../studio';
import { familyColor } from '../../theme/families';
import { type Ground, paletteLayers, searchLayers } from './search';

const LayerEffect = lazyPart(async () => ({ default: (await import('../shapes/layer-preview')).LayerEffect }));

const item = (d: LayerDefinition): PickerItem => ({ name: d.name, summary: d.summary, color: familyColor(d.family) });

/** Layers and operations that match, as lists show them; all layers for an empty query. */
export const findLayers = (query: string, ground: Ground): PickerItem[] =>
  (query === '' ? paletteLayers() : searchLayers(query, ground)).map(item);

/** Found by name or synonym, not by a word of its sentence alone. */
const NAMED = 40;

/** Ids of what is no layer. */
const ELSEWHERE = 'set-';

export type Elsewhere = Awaited<ReturnType<typeof loadElsewhere>>;

/** What finds settings, and what goes to them: no part of the first load. */
export async function loadElsewhere() {
  const [{ findSettings }, { goTo }] = await Promise.all([import('./settings'), import('../inspector/go-to')]);
  return { findSettings, goTo };
}

export interface LayerPickerProps extends Omit<PickerProps, 'label' | 'find'> {
  readonly ground: Ground;
  /** Called before what is no layer is shown where it is set. */
  readonly onLeave?: () => void;
}

export function LayerPicker({ ground, onPick, onQuery, onLeave, ...props }: LayerPickerProps) {
  const studio = useStudio();
  const [elsewhere, setElsewhere] = useState<Elsewhere | null>(null);
  const find = (query: string): readonly PickerItem[] => {
    if (query === '') return findLayers(query, ground);
    const layers = searchLayers(query, ground);
    const named = new Set(searchLayers(query, ground, NAMED));
    return [
      ...layers.filter((d) => named.has(d)).map(item),
      ...(elsewhere?.findSettings(studio, query) ?? []).map((s) => ({
        id: `${ELSEWHERE}${s.id}`,
        name: s.name,
        summary: s.summary,
      })),
      ...layers.filter((d) => !named.has(d)).map(item),
    ];
  };
  const pick = (id: string): void => {
    if (!elsewhere || !id.startsWith(ELSEWHERE)) {
      onPick(id);
      return;
    }
    const setting = elsewhere.findSettings(studio).find((s) => `${ELSEWHERE}${s.id}` === id);
    onLeave?.();
    if (setting) void elsewhere.goTo(studio, setting.goes);
  };
  return (
    <Picker
      label="Search layers"
      find={find}
      onPick={pick}
      onQuery={(query) => {
        if (query !== '' && !elsewhere) void loadElsewhere().then(setElsewhere);
        onQuery?.(query);
      }}
      footer={(id) =>
        id.startsWith(ELSEWHERE) ? null : (
          <Suspense fallback={null}>
            <LayerEffect className={id} />
          </Suspense>
        )
      }
      {...props}
    />
  );
}
