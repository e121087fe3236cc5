/** The variables of a model in the making: paths that differ, numbers in order, and where default seeds come from. */
import type { Variable } from './definitions';
import type { SeedSource } from './seeds';

/** Hands out variables while layers are built; the order of calls is the order of the model's variables. */
export class VariableList {
  readonly all: Variable[] = [];
  private readonly paths = new Set<string>();
  constructor(private source: SeedSource) {}

  get seeds(): SeedSource {
    return this.source;
  }

  /** Builds something with default seeds that were taken before; null takes them now. */
  drawing<T>(taken: readonly number[] | null, build: () => T): T {
    if (taken === null) return build();
    const { source } = this;
    const rest = taken.values();
    this.source = {
      next: () => {
        const { value, done } = rest.next();
        if (done) throw new Error('Too few seeds were taken before.');
        return value;
      },
    };
    try {
      return build();
    } finally {
      this.source = source;
    }
  }

  add(v: Omit<Variable, 'index'>): Variable {
    if (this.paths.has(v.path)) throw new Error(`Two variables are called ${v.path}.`);
    this.paths.add(v.path);
    const variable = { ...v, index: this.all.length };
    this.all.push(variable);
    return variable;
  }

  /** Puts what was added from `start` on into another order: ranges [first, past the last], then what is in none. */
  arrange(start: number, ranges: readonly (readonly [number, number])[]): void {
    const ordered = new Set(ranges.flatMap(([first, end]) => this.all.slice(first, end)));
    for (const v of this.all.slice(start)) ordered.add(v);
    [...ordered].forEach((v, i) => {
      this.all[start + i] = v;
      // The list hands variables out and is the only one to number them.
      (v as { index: number }).index = start + i;
    });
  }
}
