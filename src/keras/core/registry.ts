/** Knows every Keras object, by class name and by Keras identifier. `catalogue.ts` fills it; objects may look others up. */
import { ProblemError, problem } from '../../base/problem';
import { checkConfig, isObjectValue, type ObjectValue, resolveConfig } from './args';
import type { Definition, DefinitionOf, Kind } from './definitions';
import { snakeCase } from './naming';

const byKind = new Map<Kind, Map<string, Definition>>();

/** Adds one object under its class name, snake-case name and further identifiers. */
export function register(d: Definition, file: string): void {
  let names = byKind.get(d.kind);
  if (!names) {
    names = new Map();
    byKind.set(d.kind, names);
  }
  // Operations go by their own name only: the short one is often a layer's.
  const short = d.name.startsWith('ops.') ? [] : [snakeCase(d.name)];
  for (const id of new Set([d.name, ...short, ...(d.ids ?? [])])) {
    if (names.has(id)) throw new Error(`${file}: ${d.kind} ${id} is defined twice.`);
    names.set(id, d);
  }
}

/** All objects of a kind, sorted by name. */
export function allOf<K extends Kind>(kind: K): DefinitionOf[K][] {
  const unique = new Set(byKind.get(kind)?.values() ?? []);
  return ([...unique] as DefinitionOf[K][]).sort((a, b) => a.name.localeCompare(b.name));
}

/** The object a class name or identifier means, or undefined. */
export function find<K extends Kind>(kind: K, id: string): DefinitionOf[K] | undefined {
  return byKind.get(kind)?.get(id) as DefinitionOf[K] | undefined;
}

/** @throws ProblemError `unknown-object` naming what is not in the catalogue. */
export function get<K extends Kind>(kind: K, id: string): DefinitionOf[K] {
  const d = find(kind, id);
  if (!d) throw new ProblemError(problem('unknown-object', `Strata has no ${kind} called ${id}.`, { received: id }));
  return d;
}

export interface Resolved<K extends Kind> {
  readonly definition: DefinitionOf[K];
  /** All arguments, defaults filled in. */
  readonly config: never;
}

/**
 * The object an argument value means, its arguments checked and filled in.
 * @throws ProblemError for an unknown name or an invalid argument.
 */
export function resolve<K extends Kind>(kind: K, value: ObjectValue): Resolved<K> {
  if (!isObjectValue(value))
    throw new ProblemError(problem('unknown-object', `This is no ${kind}: ${JSON.stringify(value)}.`));
  const definition = get(kind, typeof value === 'string' ? value : value.className);
  const given = typeof value === 'string' ? {} : value.config;
  const bad = checkConfig(definition.args, given).find((p) => p.severity === 'error');
  if (bad) throw new ProblemError(bad);
  return { definition, config: resolveConfig(definition.args, given) as never };
}
