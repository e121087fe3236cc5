/** What the oracle needs to know of every registered object, and the digest that tells whether a fixture is still about it. */
import { createHash } from 'node:crypto';
import { type ArgKind, allOf, type Definition, type ExampleCase, KINDS, type Kind } from '../../src/keras';

export interface OracleObject {
  readonly kind: Kind;
  readonly name: string;
  /** Argument kinds tell which arguments hold Keras objects. */
  readonly args: { readonly [name: string]: ArgKind };
  /** Arguments Keras takes when the layer is called. */
  readonly atCall: readonly string[];
  readonly cases: readonly ExampleCase[];
  readonly digest: string;
}

/** Describes one object. The digest covers what the real Keras is asked: the class and the example cases. */
export function describeObject(d: Definition): OracleObject {
  const question = { kind: d.kind, name: d.name, cases: d.cases };
  return {
    ...question,
    args: Object.fromEntries(Object.entries(d.args).map(([name, a]) => [name, a.kind])),
    atCall: Object.keys(d.args).filter((name) => d.args[name]?.atCall),
    digest: createHash('sha256').update(JSON.stringify(question)).digest('hex').slice(0, 16),
  };
}

/** All registered objects Keras knows, by kind and name. */
export function describeObjects(): OracleObject[] {
  return KINDS.flatMap((kind) => allOf(kind).filter((d) => !d.own)).map((d) => describeObject(d));
}
