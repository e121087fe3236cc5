/** Values as people write them in Python: numbers, `1/255`, None, words, tuples, lists and dictionaries. */
import { isJsonObject, type Json } from '../../../base/json';

const TOKEN = /\s*(?:([()[\]{},:])|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([^\s()[\]{},:"']+))/y;
const NUMBER = /^[-+−]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
const WORDS: { readonly [word: string]: Json } = {
  none: null,
  null: null,
  true: true,
  false: false,
};

class Unreadable extends Error {}

/** A number, or a fraction of two: `0.3`, `1e-7`, `1/255`. Undefined for anything else. */
export function readNumber(text: string): number | undefined {
  const [above = '', below, ...more] = text.trim().split('/');
  if (more.length > 0 || !NUMBER.test(above.trim()) || (below !== undefined && !NUMBER.test(below.trim())))
    return undefined;
  const value = Number(above.replace('−', '-')) / (below === undefined ? 1 : Number(below.replace('−', '-')));
  return Number.isFinite(value) ? value : undefined;
}

function unquoted(text: string): string {
  const inner = text.slice(1, -1);
  return text.startsWith('"') ? (JSON.parse(text) as string) : inner.replace(/\\(['\\])/g, '$1');
}

function tokensOf(text: string): { readonly mark: string; readonly value: Json }[] {
  const tokens: { mark: string; value: Json }[] = [];
  TOKEN.lastIndex = 0;
  const whole = text.trimEnd();
  while (TOKEN.lastIndex < whole.length) {
    const found = TOKEN.exec(whole);
    if (!found) throw new Unreadable();
    const [, mark, quoted, word] = found;
    if (mark !== undefined) tokens.push({ mark, value: null });
    else if (quoted !== undefined) tokens.push({ mark: '', value: unquoted(quoted) });
    else {
      const bare = word ?? '';
      const known = bare.toLowerCase();
      tokens.push({
        mark: '',
        value: Object.hasOwn(WORDS, known) ? (WORDS[known] ?? null) : (readNumber(bare) ?? bare),
      });
    }
  }
  return tokens;
}

const CLOSING: { readonly [open: string]: string } = { '(': ')', '[': ']', '{': '}' };

/**
 * The value a text means; commas at the top make a list. Undefined when it cannot be read, null for an empty one.
 * Words need no quotation marks unless they hold blanks or marks.
 */
export function readLiteral(text: string): Json | undefined {
  try {
    const tokens = tokensOf(text);
    let at = 0;
    const take = (mark: string): boolean => tokens[at]?.mark === mark && ++at > 0;
    const value = (): Json => {
      const token = tokens[at++];
      if (!token) throw new Unreadable();
      if (token.mark === '') return token.value;
      if (token.mark === '{') return entries();
      if (token.mark === '(' || token.mark === '[') return items(CLOSING[token.mark] ?? '', token.mark === '(');
      throw new Unreadable();
    };
    // A single value in round brackets is that value, as in Python; with a comma behind it, it is a tuple.
    const items = (end: string, round: boolean): Json => {
      const list: Json[] = [];
      let comma = false;
      while (!take(end)) {
        list.push(value());
        if (take(',')) comma = true;
        else if (tokens[at]?.mark !== end) throw new Unreadable();
      }
      return round && list.length === 1 && !comma ? (list[0] ?? null) : list;
    };
    const entries = (): Json => {
      const found: [string, Json][] = [];
      while (!take('}')) {
        const key = value();
        if (typeof key !== 'string' || !take(':')) throw new Unreadable();
        found.push([key, value()]);
        if (!take(',') && tokens[at]?.mark !== '}') throw new Unreadable();
      }
      return Object.fromEntries(found);
    };
    if (tokens.length === 0) return null;
    const list = [value()];
    let comma = false;
    while (at < tokens.length) {
      if (!take(',')) throw new Unreadable();
      comma = true;
      if (at < tokens.length) list.push(value());
    }
    return comma ? list : (list[0] ?? null);
  } catch (error) {
    if (error instanceof Unreadable || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A word that is read as itself without quotation marks. */
const BARE = /^[\p{L}\p{N}_.$-][\p{L}\p{N}_./$-]*$/u;

/** As short as the number allows without becoming another: `1/255`, `0.3`. */
function shortest(value: number): string {
  const text = String(value);
  const below = Math.round(1 / value);
  return text.length > 9 && Number.isSafeInteger(below) && 1 / below === value ? `1/${below}` : text;
}

function written(value: Json): string {
  if (typeof value === 'number') return shortest(value);
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string')
    return BARE.test(value) && readLiteral(value) === value ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (!isJsonObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, v]) => `${JSON.stringify(key)}: ${written(v)}`)
    .join(', ')}}`;
}

/** The text `readLiteral` reads as this value: a list of several without its brackets, nothing for none. */
export function writeLiteral(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) && value.length > 1 ? value.map(written).join(', ') : written(value);
}
