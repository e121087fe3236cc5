/** Lambda: an expression over the input, as a layer. */
import { isJsonObject, type Json } from '../../../base/json';
import { type Problem, ProblemError, problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { compute, ExpressionError, FUNCTIONS, namesIn, parse } from './expression';

/** The numbers an expression may use by name. */
function numbers(given: Json): Map<string, number> {
  const entries = isJsonObject(given) ? Object.entries(given) : [];
  return new Map(entries.filter((e): e is [string, number] => typeof e[1] === 'number'));
}

const broken = (message: string, received: string): Problem =>
  problem('expression', `${message}.`, {
    where: 'function',
    expected: `arithmetic over x with + - * / % ** and ${FUNCTIONS.join(', ')}`,
    received,
  });

function expressionProblem(text: string, given: Json): Problem | null {
  try {
    const names = namesIn(parse(text));
    const known = numbers(given);
    const unknown = names.find((name) => name !== 'x' && !known.has(name));
    return unknown ? broken(`${unknown} is neither x nor named in arguments`, text) : null;
  } catch (error) {
    if (error instanceof ExpressionError) return broken(`${error.message} (place ${error.at})`, text);
    throw error;
  }
}

export default defineLayer({
  name: 'Lambda',
  family: 'core',
  summary: 'Computes an expression of its input, such as x ** 2 or relu(x) - 0.5 * mean(x, axis=-1, keepdims=True).',
  aliases: ['expression', 'function', 'formula', 'custom', 'arithmetic'],
  inputs: {},
  args: {
    function: arg.string(undefined, {
      doc: 'Arithmetic over x, as in Python with keras.ops: (x - 1) / 2, exp(-x ** 2).',
    }),
    arguments: arg.json(null, { doc: 'Numbers the expression uses by name: {"gain": 2}.', rare: true }),
  },
  card: (c) => [c.function.length > 24 ? `${c.function.slice(0, 23)}…` : c.function],
  check: (c) => expressionProblem(c.function, c.arguments),
  call(_ctx, c, [x]) {
    const input = x as Tensor;
    const names = new Map<string, Tensor | number>([...numbers(c.arguments), ['x', input]]);
    try {
      const value = compute(parse(c.function), names);
      return value instanceof ops.Tensor ? value : ops.full(input.shape, value);
    } catch (error) {
      // Axes and shapes are the user's own here.
      throw new ProblemError(broken((error as Error).message.replace(/\.$/, ''), c.function));
    }
  },
  cases: [
    {
      name: 'powers and signs',
      config: { function: '-x ** 2 + 3 * (x - 1) / 2 - 2 ** -1' },
      inputs: [{ shape: [2, 3] }],
    },
    {
      name: 'functions and names',
      config: {
        function: 'gain * tanh(x) + maximum(x, bias) * sigmoid(-x) + clip(exp(x), 0.5, 2)',
        arguments: { gain: 2, bias: 0.1 },
      },
      inputs: [{ shape: [2, 2, 3] }],
    },
    {
      name: 'over axes',
      config: { function: '(x - mean(x, axis=-1, keepdims=True)) * max(x, axis=1, keepdims=True) + sum(x)' },
      inputs: [{ shape: [3, 4], mask: [3, 4] }],
    },
    { name: 'an axis gone', config: { function: 'mean(square(x), axis=1) % 0.3' }, inputs: [{ shape: [2, 3, 2] }] },
    { name: 'softmax', config: { function: 'softmax(x * 3, axis=-1) ** 0.5' }, inputs: [{ shape: [2, 4] }] },
  ],
});
