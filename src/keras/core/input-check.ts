/** What a layer takes: how many inputs, of how many dimensions, and, called again, of the sizes it was built for. */
import { ProblemError, problem } from '../../base/problem';
import { formatShape } from '../../base/shape';
import type { ValueType } from '../../ops';
import type { InputRule, LayerDefinition } from './definitions';

/** A layer with its arguments, and the types it was built for. */
interface BuiltLayer {
  readonly definition: LayerDefinition;
  readonly config: never;
  readonly builtFor: readonly ValueType[];
}

function fits(rule: InputRule, inputs: readonly ValueType[]): string | null {
  const [min, max] = typeof rule.count === 'number' ? [rule.count, rule.count] : (rule.count ?? [1, 1]);
  if (inputs.length < min || (max !== null && inputs.length > max)) {
    return min === max ? `${min} input${min === 1 ? '' : 's'}` : `at least ${min} inputs`;
  }
  for (const { shape } of inputs) {
    const r = shape.length;
    if (rule.rank !== undefined && r !== rule.rank) return `${rule.rank} dimensions, batch included`;
    if (rule.minRank !== undefined && r < rule.minRank) return `at least ${rule.minRank} dimensions, batch included`;
    if (rule.maxRank !== undefined && r > rule.maxRank) return `at most ${rule.maxRank} dimensions, batch included`;
  }
  return null;
}

/** Shape with the batch shown as None. */
const shown = (t: ValueType): string => formatShape([null, ...t.shape.slice(1)]);

/** @throws ProblemError when arguments or inputs do not fit. */
export function checkInputs(definition: LayerDefinition, config: never, inputs: readonly ValueType[]): void {
  if (inputs.length === 0) {
    throw new ProblemError(
      problem('layer-unwired', `${definition.name} reads nothing yet: draw a wire to it.`, {
        fixes: [{ label: 'Remove it', action: 'remove-layer' }],
      }),
    );
  }
  const want = fits(definition.inputs, inputs);
  if (want) {
    throw new ProblemError(
      problem('input-rank', `${definition.name} takes ${want}; it receives ${inputs.map(shown).join(' and ')}.`, {
        expected: want,
        received: inputs.map(shown).join(', '),
        fixes: rankFixes(definition.inputs, inputs),
      }),
    );
  }
  const broken = definition.check?.(config, inputs);
  if (broken) throw new ProblemError(broken);
}

/**
 * Holds a layer that is called again to the shape its weights were made for, as Keras' input_spec does.
 * @throws ProblemError for an input of other sizes
 */
export function checkKept({ definition, config, builtFor }: BuiltLayer, inputs: readonly ValueType[]): void {
  const [first] = builtFor;
  const [x] = inputs;
  const kept = first && definition.keeps?.(config, first);
  if (!first || !x || !kept) return;
  const sameRank = !kept.rank || x.shape.length === first.shape.length;
  const other = kept.axes.find((axis) => x.shape.at(axis) !== first.shape.at(axis));
  if (sameRank && other === undefined) return;
  const expected = sameRank
    ? `size ${first.shape.at(other ?? 0)} along axis ${other}`
    : `${first.shape.length} dimensions`;
  throw new ProblemError(
    problem(
      'shared-shape',
      `${definition.name} was built for ${shown(first)} and shares its weights between calls; it now receives ${shown(x)}. Give this call a layer of its own.`,
      {
        expected: `${expected}, as in its first call`,
        received: shown(x),
      },
    ),
  );
}

function rankFixes(rule: InputRule, inputs: readonly ValueType[]) {
  const rank = inputs[0]?.shape.length ?? 0;
  const wanted = rule.rank ?? rule.minRank ?? rule.maxRank ?? rank;
  if (inputs.length !== 1) return [];
  const insert = (label: string, className: string, config: Record<string, number[]> = {}) => ({
    label,
    action: 'insert-layer-before',
    params: { className, config },
  });
  if (wanted === 2 && rank > 2) return [insert('Insert Flatten', 'Flatten')];
  if (wanted > rank) {
    const shape = inputs[0]?.shape.slice(1) ?? [];
    return [
      insert('Insert Reshape', 'Reshape', { target_shape: [...shape, ...new Array<number>(wanted - rank).fill(1)] }),
    ];
  }
  if (rule.maxRank !== undefined && rank > rule.maxRank) return [insert('Insert Flatten', 'Flatten')];
  return [];
}
