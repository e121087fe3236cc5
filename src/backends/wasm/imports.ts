/**
 * Functions that generated code calls by number: the compiled kernels of this engine, numbered once as they are first
 * called. The numbers never change, so code made for one program can be part of any other's module.
 */
import type { ImportedFunction, ValueKind } from './encode';

export class Imports {
  private readonly numbers = new Map<string, number>();
  private readonly known: ImportedFunction[] = [];

  /** @param relaxed whether generated code may multiply and add in one instruction */
  constructor(readonly relaxed: boolean) {}

  index(name: string, params: readonly ValueKind[], results: readonly ValueKind[]): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.known.length);
    return this.known.push({ name, params, results }) - 1;
  }

  get list(): readonly ImportedFunction[] {
    return this.known;
  }
}
