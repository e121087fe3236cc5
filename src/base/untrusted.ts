/** Takes values from outside (files, storage) for what they claim to be only after looking: plain JSON within limits. */
import type { Json } from './json';

export interface JsonLimits {
  readonly depth: number;
  /** Values of any kind, nested ones included. */
  readonly values: number;
  /** Whether NaN and infinities may pass (logs of a diverged run). Default: no. */
  readonly nonFinite?: boolean;
}

/** Names that reach into prototypes; no document has them. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * A deep copy of `value` made of fresh plain objects and arrays, or a word on why it is no plain JSON.
 */
export function plainJson(value: unknown, limits: JsonLimits): { readonly json: Json } | { readonly fault: string } {
  let left = limits.values;
  class Fault extends Error {}
  const copy = (v: unknown, depth: number): Json => {
    if (--left < 0) throw new Fault('it holds too many values');
    if (depth > limits.depth) throw new Fault('it is nested too deeply');
    if (v === null || typeof v === 'boolean' || typeof v === 'string') return v;
    if (typeof v === 'number') {
      if (!limits.nonFinite && !Number.isFinite(v)) throw new Fault('it holds a number that is not finite');
      return v;
    }
    if (Array.isArray(v)) return v.map((item) => copy(item, depth + 1));
    if (typeof v !== 'object') throw new Fault(`it holds a ${typeof v}`);
    const out: { [key: string]: Json } = {};
    for (const [key, item] of Object.entries(v)) {
      if (FORBIDDEN.has(key)) throw new Fault(`it has a field ${key}`);
      if (item !== undefined) out[key] = copy(item, depth + 1);
    }
    return out;
  };
  try {
    return { json: copy(value, 0) };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    throw error;
  }
}
