/** Finds layers by name, by Keras identifier or by plain words, best match first. */
import { allOf, type LayerDefinition } from '../../../keras';

/** What the palette offers: everything but the input, which is there already, and what is part of something else. */
export function paletteLayers(): LayerDefinition[] {
  return allOf('layer').filter((d) => d.name !== 'InputLayer' && !d.unlisted);
}

function score(d: LayerDefinition, word: string): number {
  const name = d.name.toLowerCase();
  if (name === word) return 100;
  if (name.startsWith(word)) return 80 - name.length / 100;
  const initials = d.name.replace(/[a-z]/g, '').toLowerCase();
  if (initials.startsWith(word)) return 60;
  if (name.includes(word)) return 50 - name.length / 100;
  if (d.aliases?.some((a) => a.toLowerCase().startsWith(word))) return 45;
  if (d.aliases?.some((a) => a.toLowerCase().includes(word))) return 40;
  if (d.family.startsWith(word)) return 30;
  if (d.summary.toLowerCase().includes(word)) return 20;
  return 0;
}

/** Layers that match every word of the query; `least` 40 keeps to names and their synonyms. */
export function searchLayers(query: string, least = 1): LayerDefinition[] {
  const words = query
    .toLowerCase()
    .split(/[\s_]+/)
    .filter(Boolean);
  const joined = words.join('');
  return paletteLayers()
    .map((definition) => {
      const each = words.map((w) => score(definition, w));
      const separate = each.includes(0) ? 0 : Math.min(...each);
      return { definition, value: Math.max(separate, score(definition, joined)) };
    })
    .filter((m) => m.value >= least)
    .sort((a, b) => b.value - a.value)
    .map((m) => m.definition);
}
