/** What the inputs of a layer are called where each means something else. */
import { find } from '../../../keras';

const ATTENTION = ['query', 'value', 'key'];

/** The name of an input by its number; null where all mean the same, or there is one. */
export function portName(className: string, slot: number): string | null {
  const family = find('layer', className)?.family;
  if (family === 'attention') return ATTENTION[slot] ?? null;
  return family === 'recurrent' && slot > 0 ? `initial state ${slot}` : null;
}
