/** Knows every Keras object, by class name and by Keras identifier. `catalogue.ts` fills it; objects may look others up. */
import type { Json, JsonObject } from '../../base/json';
import { type Problem, ProblemError, problem } from '../../base/problem';
import { unknownObject } from './absent';
import { type Args, checkConfig, isObjectKind, isObjectValue, type ObjectValue, resolveConfig } from './args';
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
  if (!d) throw new ProblemError(unknownObject(kind, id));
  return d;
}

export interface Resolved<K extends Kind> {
  readonly definition: DefinitionOf[K];
  /** All arguments, defaults filled in. */
  readonly config: never;
}

/**
 * What is wrong with a config: the first error of its own arguments, else of the objects they hold, else of its
 * arguments together.
 */
function configProblem(definition: Definition, config: JsonObject): Problem | null {
  const { args }: { readonly args: Args } = definition;
  const own = checkConfig(args, config).find((p) => p.severity === 'error');
  if (own) return own;
  for (const [name, arg] of Object.entries(args)) {
    const value = config[name];
    const kind = arg.alternative === 'layers' ? 'layer' : arg.alternative === 'schedule' ? 'schedule' : arg.kind;
    if (!isObjectKind(kind)) continue;
    for (const held of Array.isArray(value) ? value : [value]) {
      const inner = isObjectValue(held) ? objectProblem(kind, held) : null;
      if (inner) return heldBy(name, value, held as ObjectValue, inner);
    }
  }
  return definition.together?.(resolveConfig(args, config) as never) ?? null;
}

/** What is wrong with a Keras object as configs hold it, or null. */
export function objectProblem(kind: Kind, value: ObjectValue): Problem | null {
  const [className, config] = typeof value === 'string' ? [value, {}] : [value.className, value.config];
  const definition = find(kind, className);
  if (!definition) return unknownObject(kind, className);
  return configProblem(definition, config);
}

/**
 * The problem of an object as one of the argument that holds it: it says which object it means, and ways on change
 * that argument.
 * @param value the argument: the object itself, or a list with it
 * @param sameInputs whether the object reads what its holder reads, so that layers put in front help it, too
 */
export function heldBy(
  argument: string,
  value: Json | undefined,
  held: ObjectValue,
  inner: Problem,
  sameInputs = false,
): Problem {
  const className = typeof held === 'string' ? held : held.className;
  const config = typeof held === 'string' ? {} : held.config;
  const rewritten = (changed: JsonObject): { readonly [key: string]: Json } => {
    const object = { className, config: changed };
    return { argument, value: Array.isArray(value) ? value.map((v) => (v === held ? object : v)) : object };
  };
  const fixes = inner.fixes?.flatMap((fix) => {
    const name = fix.params?.argument;
    if (typeof name !== 'string') return sameInputs && fix.action === 'insert-layer-before' ? [fix] : [];
    const { [name]: _, ...rest } = config;
    if (fix.action === 'remove-argument') return [{ ...fix, action: 'set-argument', params: rewritten(rest) }];
    const to = fix.params?.value;
    return fix.action === 'set-argument' && to !== undefined
      ? [{ ...fix, params: rewritten({ ...config, [name]: to }) }]
      : [];
  });
  const told = inner.where !== undefined && !inner.message.includes(className);
  return {
    ...inner,
    message: told ? `In ${className}: ${inner.message}` : inner.message,
    where: argument,
    ...(fixes && { fixes }),
  };
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
  const bad = configProblem(definition, given);
  if (bad) throw new ProblemError(bad);
  return { definition, config: resolveConfig(definition.args, given) as never };
}
