/** Finds layers and operations by name, by Keras identifier or by plain words, best match first. */
import { allOf, type Definition, type LayerDefinition } from '../../../keras';
import { OPERATION_WORDS } from './operation-words';

/** Where a layer is put: a stack hands one tensor on, in a graph anything can be wired. */
export type Ground = 'stack' | 'graph';

/** What the palette offers: everything but the input, which is there already, and what is part of something else. */
export function paletteLayers(): LayerDefinition[] {
  return allOf('layer').filter((d) => d.name !== 'InputLayer' && !d.unlisted);
}

/** Whether one tensor is enough: by nature, or with a number in place of another. No matrix is a start for Matmul. */
const readsOne = ({ name, inputs: { count = 1 }, args }: LayerDefinition): boolean =>
  count === 1 ||
  (typeof count !== 'number' && count[0] === 1 && (!!args.x2 || !!args.indices) && name !== 'ops.Matmul');

/** Operations of `keras.ops`: in a stack those that one tensor is enough for. */
export function paletteOperations(ground: Ground): LayerDefinition[] {
  return allOf('layer').filter((d) => d.name.startsWith('ops.') && (ground === 'graph' || readsOne(d)));
}

const bareName = (d: Found): string => d.name.replace(/^ops\./, '');

/** One spelling for what is spelt in several ways: normalise and normalize, grey and gray, U-Net and unet. */
const spelt = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/(normal|regular|standard|token|vector|general|optim)is/g, '$1iz')
    .replaceAll('grey', 'gray')
    .replaceAll('colour', 'color')
    .replaceAll(/(?<=\w)-(?=\w)/g, '');

/** Words that tell nothing. */
const FILLERS = new Set(['a', 'an', 'and', 'by', 'for', 'in', 'layer', 'of', 'on', 'over', 'the', 'to', 'with']);

/** What objects of every kind are found by. */
type Found = Pick<Definition, 'name' | 'ids' | 'aliases' | 'summary'> & { readonly family?: string };

function score(d: Found, word: string): number {
  const operation = d.name.startsWith('ops.');
  const name = bareName(d).toLowerCase();
  const aliases = [...(d.ids ?? []), ...(d.aliases ?? OPERATION_WORDS[d.name]?.split(', ') ?? [])].map(spelt);
  if (d.name.toLowerCase() === word) return 100;
  // A layer that goes by an operation's name in plain words is what most look for.
  if (name === word) return operation ? 65 : 100;
  if (name.startsWith(word)) return (operation ? 60 : 80) - name.length / 100;
  // The first of its words is what it is for; the last ones are what it is found by as well.
  const exact = aliases.indexOf(word);
  if (exact >= 0) return (word.includes(' ') ? 85 : 70) - exact / 10 - (operation ? 10 : 0);
  const initials = bareName(d).replace(/[a-z]/g, '').toLowerCase();
  if (initials.startsWith(word)) return 60;
  if (name.includes(word)) return 50 - name.length / 100;
  const begins = aliases.findIndex((a) => a.startsWith(word));
  if (begins >= 0) return 45 - begins / 10;
  if (aliases.some((a) => a.includes(word))) return 40;
  if (d.family?.startsWith(word)) return 30;
  if (d.name.toLowerCase().startsWith(word) || 'operations'.startsWith(word)) return operation ? 25 : 0;
  return spelt(d.summary).includes(word) ? 20 : 0;
}

/** Of objects that differ in their dimensions alone, those for images come first. */
const OTHER_DIMENSIONS = 0.001;

/** Objects that match every telling word of the query, the best first; those that match equally stay in their order. */
export function searchObjects<D extends Found>(objects: readonly D[], query: string, least = 1): D[] {
  const all = spelt(query)
    .split(/[\s_]+/)
    .filter(Boolean);
  const telling = all.filter((w) => !FILLERS.has(w));
  const words = telling.length > 0 ? telling : all;
  const whole = [all.join(' '), all.join('')];
  return objects
    .map((object) => {
      const each = words.map((w) => score(object, w));
      const separate = each.includes(0) ? 0 : Math.min(...each);
      const best = Math.max(separate, ...whole.map((w) => score(object, w)));
      return { object, value: /[13]D/.test(object.name) ? best - OTHER_DIMENSIONS : best };
    })
    .filter((m) => m.value >= least)
    .sort((a, b) => b.value - a.value)
    .map((m) => m.object);
}

/** Layers, then operations, that match; `least` 40 keeps to names and their synonyms. */
export const searchLayers = (query: string, ground: Ground, least = 1): LayerDefinition[] =>
  searchObjects([...paletteLayers(), ...paletteOperations(ground)], query, least);
