/** Finds layers and operations by name, by Keras identifier or by plain words, best match first. */
import { allOf, type LayerDefinition } from '../../../keras';
import { OPERATION_WORDS } from './operation-words';

/** Where a layer is put: a stack hands one tensor on, in a graph anything can be wired. */
export type Ground = 'stack' | 'graph';

/** What the palette offers: everything but the input, which is there already, and what is part of something else. */
export function paletteLayers(): LayerDefinition[] {
  return allOf('layer').filter((d) => d.name !== 'InputLayer' && !d.unlisted);
}

/** Whether one tensor is enough: by nature, or with a number in place of another. */
const readsOne = ({ inputs: { count = 1 }, args }: LayerDefinition): boolean =>
  count === 1 || (typeof count !== 'number' && count[0] === 1 && (!!args.x2 || !!args.indices));

/** Operations of `keras.ops`: in a stack those that one tensor is enough for. */
export function paletteOperations(ground: Ground): LayerDefinition[] {
  return allOf('layer').filter((d) => d.name.startsWith('ops.') && (ground === 'graph' || readsOne(d)));
}

const bareName = (d: LayerDefinition): string => d.name.replace(/^ops\./, '');

function score(d: LayerDefinition, word: string): number {
  const name = bareName(d).toLowerCase();
  const aliases = d.aliases ?? OPERATION_WORDS[d.name]?.split(', ');
  if (name === word || d.name.toLowerCase() === word) return 100;
  if (name.startsWith(word)) return 80 - name.length / 100;
  if (aliases?.some((a) => a === word)) return 70;
  const initials = bareName(d).replace(/[a-z]/g, '').toLowerCase();
  if (initials.startsWith(word)) return 60;
  if (name.includes(word)) return 50 - name.length / 100;
  if (aliases?.some((a) => a.toLowerCase().startsWith(word))) return 45;
  if (aliases?.some((a) => a.toLowerCase().includes(word))) return 40;
  if (d.family.startsWith(word)) return 30;
  if (d.name.toLowerCase().startsWith(word) || 'operations'.startsWith(word)) return d.name.startsWith('ops.') ? 25 : 0;
  if (d.summary.toLowerCase().includes(word)) return 20;
  return 0;
}

/** Layers, then operations, that match every word of the query; `least` 40 keeps to names and their synonyms. */
export function searchLayers(query: string, ground: Ground, least = 1): LayerDefinition[] {
  const words = query
    .toLowerCase()
    .split(/[\s_]+/)
    .filter(Boolean);
  const joined = words.join('');
  return [...paletteLayers(), ...paletteOperations(ground)]
    .map((definition) => {
      const each = words.map((w) => score(definition, w));
      const separate = each.includes(0) ? 0 : Math.min(...each);
      const value = Math.max(separate, score(definition, joined), score(definition, words.join(' ')));
      return { definition, value };
    })
    .filter((m) => m.value >= least)
    .sort((a, b) => b.value - a.value)
    .map((m) => m.definition);
}
