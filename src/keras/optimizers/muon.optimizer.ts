/** Muon: steps of matrices are made orthogonal, so that all directions are learned; the rest is trained by AdamW. */
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { expression, patternProblem } from '../core/patterns';
import { repeatsProblem } from '../core/size-limit';
import { optimizerArgs } from './base-args';
import { baseCases } from './base-cases';
import { adamUpdate } from './rules';

interface Chooses {
  readonly exclude_layers: readonly unknown[] | null;
  readonly exclude_embeddings: boolean;
}

/** Whether a weight is trained by AdamW: no matrix, an embedding, or one whose path was excluded. */
function byAdam(c: Chooses, variable: { readonly shape: readonly number[]; readonly name: string }): boolean {
  if (variable.shape.length !== 2) return true;
  if (c.exclude_embeddings && variable.name.toLowerCase().includes('embedding')) return true;
  return (c.exclude_layers ?? []).some((word) => expression(String(word), 'exclude_layers').test(variable.name));
}

/** Drives the singular values of a matrix towards one by Newton-Schulz iterations of the fifth degree. */
function orthogonalized(x: Tensor, c: { muon_a: number; muon_b: number; muon_c: number; ns_steps: number }): Tensor {
  const [rows, columns] = x.shape as [number, number];
  const tall = rows > columns;
  const turned = tall ? ops.transpose(x, [1, 0]) : x;
  let y = ops.div(turned, ops.add(ops.sqrt(ops.sum(ops.square(x))), 1e-7));
  for (let i = 0; i < c.ns_steps; i++) {
    const gram = ops.matmul(y, y, false, true);
    const polynomial = ops.add(ops.mul(gram, c.muon_b), ops.matmul(ops.mul(gram, c.muon_c), gram));
    y = ops.add(ops.mul(y, c.muon_a), ops.matmul(polynomial, y));
  }
  return tall ? ops.transpose(y, [1, 0]) : y;
}

const decay = (doc: string) => arg.optional(arg.float(0.004, { min: 0, doc }));

export default defineOptimizer({
  name: 'Muon',
  ids: ['muon'],
  summary: 'Makes the steps of matrices orthogonal, so that all directions are learned; AdamW trains the rest.',
  args: {
    ...optimizerArgs(0.001, {
      adam_beta_1: arg.float(0.9, { min: 0, max: 1, doc: "AdamW's beta_1, for weights that are no matrices." }),
      adam_beta_2: arg.float(0.999, { min: 0, max: 1, doc: "AdamW's beta_2." }),
      adam_weight_decay: decay("AdamW's weight decay."),
      epsilon: arg.float(1e-7, { min: 0, doc: "AdamW's epsilon.", rare: true }),
      weight_decay: decay('Fraction of each matrix taken away per step, times the learning rate.'),
    }),
    exclude_layers: arg.list(null, { doc: 'Words or patterns; weights whose path has one are trained by AdamW.' }),
    exclude_embeddings: arg.bool(true, { doc: 'Leaves embeddings to AdamW.' }),
    muon_a: arg.float(3.4445, { doc: 'First coefficient of the polynomial.', rare: true }),
    muon_b: arg.float(-4.775, { doc: 'Second coefficient of the polynomial.', rare: true }),
    muon_c: arg.float(2.0315, { doc: 'Third coefficient of the polynomial.', rare: true }),
    adam_lr_ratio: arg.float(1, { min: 0, doc: 'AdamW takes the learning rate times this.', rare: true }),
    momentum: arg.float(0.95, { min: 0, max: 1, doc: 'How slowly the average of gradients moves.' }),
    ns_steps: arg.int(5, { min: 0, doc: 'Iterations towards an orthogonal step.', rare: true }),
    nesterov: arg.bool(true, { doc: 'Looks ahead along the momentum.' }),
    rms_rate: arg.optional(
      arg.float(0.2, { min: 0, doc: "Brings steps to the size of Adam's; none leaves them as they are.", rare: true }),
    ),
  },
  together(c) {
    const words = (c.exclude_layers ?? []).map((word) => patternProblem(String(word), 'exclude_layers'));
    return words.find((p) => p !== null) ?? repeatsProblem('ns_steps', c.ns_steps);
  },
  slots: (c, variable) => [{ name: 'momentum' }, ...(byAdam(c, variable) ? [{ name: 'velocity' }] : [])],
  decay: (c, variable) => (byAdam(c, variable) ? c.adam_weight_decay : c.weight_decay),
  update(ctx, c, variable, gradient, slots) {
    const [momentum0, velocity] = slots as [Tensor, Tensor | undefined];
    if (velocity) {
      const learningRate = ops.mul(ctx.learningRate, c.adam_lr_ratio);
      const adam = { beta_1: c.adam_beta_1, beta_2: c.adam_beta_2, epsilon: c.epsilon, amsgrad: false };
      return adamUpdate({ ...ctx, learningRate }, adam, variable, gradient, slots);
    }
    const momentum = ops.add(ops.mul(momentum0, c.momentum), gradient);
    const direction = c.nesterov ? ops.add(gradient, ops.mul(momentum, c.momentum)) : momentum;
    const size = c.rms_rate === null ? 1 : Math.sqrt(Math.max(...variable.shape)) * c.rms_rate;
    const step = ops.mul(orthogonalized(direction, c), ops.mul(ctx.learningRate, size));
    return { variable: ops.sub(variable, step), slots: [momentum] };
  },
  cases: [
    ...baseCases(0.05),
    {
      name: 'own arguments',
      config: { learning_rate: 0.1, momentum: 0.7, ns_steps: 3, nesterov: false, weight_decay: 0.2 },
      inputs: [{ shape: [4, 2] }, { shape: [3] }],
    },
    {
      name: 'coefficients, no scaling',
      config: { learning_rate: 0.1, muon_a: 2, muon_b: -1.5, muon_c: 0.5, rms_rate: null },
      inputs: [{ shape: [3, 3] }, { shape: [2, 2, 2] }],
    },
    {
      name: 'adam arguments',
      config: {
        learning_rate: 0.1,
        adam_beta_1: 0.5,
        adam_beta_2: 0.8,
        adam_weight_decay: 0.3,
        epsilon: 0.01,
        adam_lr_ratio: 0.5,
      },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
    {
      name: 'excluded by name, no decay',
      config: { learning_rate: 0.1, exclude_layers: ['ker.*l'], weight_decay: null, adam_weight_decay: null },
      inputs: [{ shape: [2, 3] }, { shape: [2, 2] }],
    },
  ],
});
