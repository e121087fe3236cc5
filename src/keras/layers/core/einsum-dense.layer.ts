/** EinsumDense: a dense layer over any axes, named by an equation of letters. */
import { type Problem, problem } from '../../../base/problem';
import { formatShape, sizeOf } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { activate, activationLabel } from '../../core/activate';
import { type ArgValues, arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { weightArgs } from '../../core/weight-args';
import { PENALTIES } from '../penalty-cases';
import { einsum } from './einsum';
import { withAxes } from './fan-axes';

const args = {
  equation: arg.string(undefined, {
    doc: 'Letters of the axes: input, kernel -> output, as in "abc,cd->abd"; "..." stands for any axes.',
  }),
  output_shape: arg.shape(undefined, { doc: 'Shape of the output without the batch; none where it follows.' }),
  activation: arg.activation(null, { doc: 'Nonlinearity applied to the output; none means identity.' }),
  bias_axes: arg.string(null, { doc: 'Letters of the output axes that get a bias of their own; none adds no bias.' }),
  kernel_initializer: arg.initializer('glorot_uniform', { doc: 'Starting values of the weights.' }),
  bias_initializer: arg.initializer('zeros', { doc: 'Starting values of the bias.', rare: true }),
  kernel_regularizer: arg.regularizer({ doc: 'Penalty on the weights, added to the loss.', rare: true }),
  bias_regularizer: arg.regularizer({ doc: 'Penalty on the bias, added to the loss.', rare: true }),
  activity_regularizer: arg.regularizer({ doc: 'Penalty on the output, added to the loss.', rare: true }),
  kernel_constraint: arg.constraint({ doc: 'Projection applied to the weights after each update.', rare: true }),
  bias_constraint: arg.constraint({ doc: 'Projection applied to the bias after each update.', rare: true }),
};
type Config = ArgValues<typeof args>;

interface Plan {
  /** Letters with the dots written out. */
  readonly input: string;
  readonly kernel: string;
  readonly output: string;
  readonly kernelShape: readonly number[];
  readonly biasShape: readonly number[] | null;
  /** How many kernel axes are fed by the input alone, and which. */
  readonly inputAxes: readonly number[];
  readonly outputAxes: readonly number[];
}

const FORMS = [
  /^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)$/,
  /^0([a-zA-Z]+),([a-zA-Z]+)->0([a-zA-Z]+)$/,
  /^([a-zA-Z]{2,})0,([a-zA-Z]+)->([a-zA-Z]+)0$/,
];

function wrong(message: string, where: string, expected: string, received: string): Problem {
  return problem('einsum', message, { where, expected, received });
}

/** What an equation means for an input, or what is wrong with it. */
function planOf(c: Config, x: ValueType): Plan | Problem {
  const text = c.equation.replaceAll(' ', '').replaceAll('...', '0');
  const form = FORMS.findIndex((f) => f.test(text));
  const parts = FORMS[form]?.exec(text);
  if (!parts) {
    const expected = '"ab,bc->ac", "...b,bc->...c" or "ab...,bc->ac..."';
    return wrong('The equation cannot be read.', 'equation', expected, c.equation);
  }
  const [input, kernel, output] = parts.slice(1) as [string, string, string];
  const dots = x.shape.length - input.length;
  if (dots < 0 || (form === 0 && dots > 0)) {
    const received = formatShape([null, ...x.shape.slice(1)]);
    return wrong('The input has not as many axes as the equation.', 'equation', `${input.length} axes`, received);
  }
  // Letters nobody writes stand for what the dots stand for.
  const rest = Array.from({ length: dots }, (_, i) => String.fromCharCode(0x3b1 + i)).join('');
  const spell = (letters: string): string => (form === 2 ? letters + rest : rest + letters);
  const [full, to] = [spell(input), spell(output)];
  const size = new Map([...full].map((l, i) => [l, x.shape[i] as number] as const));
  const made = [...(form === 1 ? output.slice(dots > 0 ? 0 : 1) : output.slice(1))];
  if (made.length !== c.output_shape.length) {
    return wrong(
      'output_shape names as many sizes as the output has axes after the batch and without dots.',
      'output_shape',
      `${made.length} sizes`,
      formatShape(c.output_shape),
    );
  }
  const small = c.output_shape.find((d) => d !== null && d < 1);
  if (small !== undefined)
    return wrong(
      'output_shape holds sizes of at least 1, or none.',
      'output_shape',
      'sizes of at least 1',
      String(small),
    );
  for (const [i, letter] of made.entries()) {
    const [given, known] = [c.output_shape[i] ?? null, size.get(letter)];
    if (given === null && kernel.includes(letter)) {
      const expected = `a size for ${letter}`;
      return wrong(`output_shape has to tell the size of ${letter}.`, 'output_shape', expected, 'none');
    }
    if (known === undefined && given !== null) size.set(letter, given);
    else if (known !== undefined && given !== null && known !== given)
      return wrong(`Axis ${letter} keeps the size it has in the input.`, 'output_shape', String(known), String(given));
  }
  const unknown = [...kernel, ...to].find((l) => !size.has(l));
  if (unknown) {
    return wrong(`The size of axis ${unknown} is not known.`, 'output_shape', `a size for ${unknown}`, c.equation);
  }
  const lone = [...to].find((l) => !full.includes(l) && !kernel.includes(l));
  if (lone) return wrong(`Axis ${lone} comes from nowhere.`, 'equation', 'a letter of the input or kernel', lone);
  const stray = [...(c.bias_axes ?? '')].find((l) => !output.includes(l));
  if (stray) return wrong(`There is no output axis ${stray}.`, 'bias_axes', `letters of ${output}`, stray);
  const first = Math.min(...[...(c.bias_axes ?? '')].map((l) => output.indexOf(l)));
  const biased = [...output.slice(first)].map((l) => (c.bias_axes?.includes(l) ? (size.get(l) as number) : 1));
  const indices = [...kernel].map((_, i) => i);
  return {
    input: full,
    kernel,
    output: to,
    kernelShape: [...kernel].map((l) => size.get(l) as number),
    biasShape: c.bias_axes === null ? null : [...biased, ...(form === 2 ? [...rest].map(() => 1) : [])],
    inputAxes: indices.filter((i) => !output.includes(kernel[i] as string)),
    outputAxes: indices.filter((i) => output.includes(kernel[i] as string)),
  };
}

function planned(c: Config, x: ValueType): Plan {
  const plan = planOf(c, x);
  if ('code' in plan) throw new Error('EinsumDense was used with an equation that was not checked.');
  return plan;
}

export default defineLayer({
  name: 'EinsumDense',
  family: 'core',
  summary: 'A dense layer over any axes: an equation of letters says which are mixed and which are kept.',
  aliases: ['einsum', 'tensor product', 'projection', 'attention heads'],
  inputs: { minRank: 2 },
  args,
  card: (c) => [c.equation.length > 24 ? 'einsum' : c.equation, activationLabel(c.activation)],
  check(c, [x]) {
    const plan = planOf(c, x as ValueType);
    return 'code' in plan ? plan : null;
  },
  keeps: () => ({ axes: [], rank: true }),
  build(b, c, [x]) {
    const { kernelShape, biasShape, inputAxes, outputAxes } = planned(c, x as ValueType);
    b.weight({
      name: 'kernel',
      shape: kernelShape,
      initializer: withAxes(c.kernel_initializer, inputAxes, outputAxes),
      regularizer: c.kernel_regularizer,
      constraint: c.kernel_constraint,
    });
    if (biasShape === null) return;
    b.weight({ name: 'bias', shape: biasShape, ...weightArgs(c, 'bias') });
  },
  call(ctx, c, [x]) {
    const input = x as Tensor;
    const plan = planned(c, input);
    const y = einsum(input, plan.input, ctx.weight('kernel'), plan.kernel, plan.output);
    return activate(c.activation, plan.biasShape ? ops.add(y, ctx.weight('bias')) : y);
  },
  arithmetic(c, [x]) {
    const { kernelShape, biasShape } = planned(c, x as ValueType);
    const bias = biasShape ? ` + ${sizeOf(biasShape)}` : '';
    return [`${sizeOf(kernelShape) + (biasShape ? sizeOf(biasShape) : 0)} = ${kernelShape.join('·')}${bias}`];
  },
  cases: [
    {
      name: 'as Dense',
      config: { equation: 'ab,bc->ac', output_shape: [4], bias_axes: 'c' },
      inputs: [{ shape: [3, 5] }],
    },
    {
      name: 'steps kept, activation',
      config: { equation: 'abc,cd->abd', output_shape: [null, 3], bias_axes: 'd', activation: 'tanh' },
      inputs: [{ shape: [2, 4, 3] }],
    },
    {
      name: 'dots before',
      config: { equation: '...x,xy->...y', output_shape: [3], bias_axes: 'y' },
      inputs: [{ shape: [2, 3, 2, 4] }],
    },
    {
      name: 'dots after',
      config: { equation: 'ab...,bc->ac...', output_shape: [3], bias_axes: 'c' },
      inputs: [{ shape: [2, 4, 3] }],
    },
    {
      name: 'heads',
      config: { equation: 'abc,cde->abde', output_shape: [null, 2, 3], bias_axes: 'de' },
      inputs: [{ shape: [2, 3, 4] }],
    },
    {
      name: 'heads joined, letters turned',
      config: { equation: 'abde,edf->abf', output_shape: [3, 2] },
      inputs: [{ shape: [2, 3, 2, 2] }],
    },
    {
      name: 'a kernel per step, bias of the steps',
      config: { equation: 'abc,bcd->adb', output_shape: [2, 3], bias_axes: 'b' },
      inputs: [{ shape: [2, 3, 4] }],
    },
    {
      name: 'penalties and constraints',
      config: { equation: 'ab,bc->ac', output_shape: [3], bias_axes: 'c', ...PENALTIES },
      inputs: [{ shape: [3, 4] }],
      training: true,
    },
  ],
});
