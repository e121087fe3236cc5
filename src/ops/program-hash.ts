/** A short name for a program's content: equal programs hash alike in every session, so measurements can be kept. */
import type { Attribute, Program } from './program';

/**
 * 64 bits in hexadecimal over types, equations and attributes, literal data and nested programs included. Two programs
 * that differ only in values nobody reads may differ in hash; nothing else is promised beyond equality.
 */
export function programHash(program: Program): string {
  const h = new Mixer();
  mixProgram(h, program);
  return h.digest();
}

/** Two FNV-1a streams with different primes, fed with 32-bit words. */
class Mixer {
  private a = 0x811c9dc5;
  private b = 0x9747b28c;
  private readonly float = new Float64Array(1);
  private readonly words = new Uint32Array(this.float.buffer);

  word(w: number): void {
    this.a = Math.imul(this.a ^ w, 0x01000193);
    this.b = Math.imul(this.b ^ w, 0x85ebca6b);
    this.b ^= this.b >>> 13;
  }

  number(x: number): void {
    this.float[0] = x;
    this.word(this.words[0] as number);
    this.word(this.words[1] as number);
  }

  text(s: string): void {
    this.word(s.length);
    for (let i = 0; i < s.length; i++) this.word(s.charCodeAt(i));
  }

  digest(): string {
    const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, '0');
    return hex(this.a ^ (this.a >>> 15)) + hex(this.b ^ (this.b >>> 16));
  }
}

function mixProgram(h: Mixer, p: Program): void {
  for (const ids of [p.inputs, p.outputs]) {
    h.word(ids.length);
    for (const id of ids) h.word(id);
  }
  h.word(p.values.length);
  for (const v of p.values) {
    h.text(v.dtype);
    h.word(v.shape.length);
    for (const d of v.shape) h.word(d);
  }
  for (const eq of p.equations) {
    h.text(eq.op);
    for (const ids of [eq.inputs, eq.outputs]) {
      h.word(ids.length);
      for (const id of ids) h.word(id);
    }
    for (const name of Object.keys(eq.attrs).sort()) {
      h.text(name);
      mixAttribute(h, eq.attrs[name] as Attribute);
    }
  }
}

function mixAttribute(h: Mixer, v: Attribute | readonly number[]): void {
  if (typeof v === 'number') h.number(v);
  else if (typeof v === 'string') h.text(v);
  else if (typeof v === 'boolean') h.word(v ? 1 : 2);
  else if ('equations' in v) mixProgram(h, v);
  else {
    h.word(v.length);
    for (let i = 0; i < v.length; i++) mixAttribute(h, v[i] as number | readonly number[]);
  }
}
