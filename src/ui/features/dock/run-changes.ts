/** What sets a run apart from another one, in a few words each: `learning_rate 0.001 → 0.01`, `+ Dropout`. */
import { type Json, type JsonObject, jsonEquals } from '../../../base/json';
import type { ObjectSpec } from '../../../graph/model';
import { find, type Kind } from '../../../keras';
import type { RunRecord } from '../../../state';
import { formatCell } from '../../components/format';

type Compared = Pick<RunRecord, 'spec' | 'data' | 'dataName'>;

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'number') return formatCell(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(shown).join('×');
  return 'className' in value ? String(value.className) : 'other';
}

const turned = (name: string, before: Json | undefined, after: Json | undefined): string =>
  `${name} ${shown(before)} → ${shown(after)}`;

/** Arguments that differ; one that is not set has its default. */
function argumentsOf(kind: Kind, before: ObjectSpec, after: ObjectSpec): string[] {
  if (before.className !== after.className) return [`${before.className} → ${after.className}`];
  const args = find(kind, after.className)?.args ?? {};
  const value = (config: JsonObject, name: string): Json | undefined => config[name] ?? args[name]?.default;
  const names = new Set([...Object.keys(before.config), ...Object.keys(after.config)]);
  return [...names]
    .filter((n) => !jsonEquals(value(before.config, n) ?? null, value(after.config, n) ?? null))
    .map((n) => turned(n, value(before.config, n), value(after.config, n)));
}

function listOf(kind: Kind, before: readonly ObjectSpec[], after: readonly ObjectSpec[]): string[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, i) => {
    const [b, a] = [before[i], after[i]];
    if (b && a) return argumentsOf(kind, b, a);
    return a ? [`+ ${a.className}`] : b ? [`− ${b.className}`] : [];
  }).flat();
}

function layers(before: Compared['spec']['model'], after: Compared['spec']['model']): string[] {
  const gone = Object.values(before.layers).filter((l) => !Object.hasOwn(after.layers, l.id));
  return [
    ...gone.map((l) => `− ${l.className}`),
    ...Object.values(after.layers).flatMap((l) => {
      const old = before.layers[l.id];
      if (!old) return [`+ ${l.className}`];
      return argumentsOf('layer', old, l).map((words) =>
        old.className === l.className ? `${l.name}: ${words}` : words,
      );
    }),
  ];
}

/** Differences from `before` to `after`, the telling ones first; empty for a run of the same. */
export function runChanges(before: Compared, after: Compared): string[] {
  const [b, a] = [before.spec, after.spec];
  const fit = Object.keys({ ...b.fit, ...a.fit }) as (keyof typeof a.fit)[];
  const json = (value: unknown): Json => (value ?? null) as Json;
  const changes = [
    ...(before.dataName === after.dataName ? [] : [`data ${before.dataName} → ${after.dataName}`]),
    ...layers(b.model, a.model),
    ...argumentsOf('optimizer', b.compile.optimizer, a.compile.optimizer),
    ...listOf('loss', b.compile.losses, a.compile.losses),
    ...listOf('metric', b.compile.metrics.flat(), a.compile.metrics.flat()),
    ...listOf('callback', b.callbacks, a.callbacks),
    ...fit
      .filter((n) => !jsonEquals(json(b.fit[n]), json(a.fit[n])))
      .map((n) => turned(n, json(b.fit[n]), json(a.fit[n]))),
  ];
  if (changes.length > 0) return changes;
  // The same layers wired otherwise, or the same data prepared otherwise.
  if (!jsonEquals(json(b.model), json(a.model))) return ['layers in another order'];
  return jsonEquals(json(before.data), json(after.data)) ? [] : ['data prepared otherwise'];
}
