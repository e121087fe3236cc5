/** Dense: y = activation(x · kernel + bias) over the last axis. */
import * as ops from '../../../ops';
import { activate, activationLabel } from '../../core/activate';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { weightArgs } from '../../core/weight-args';

export default defineLayer({
  name: 'Dense',
  family: 'core',
  summary: 'Connects every input to every unit: a weighted sum per unit, then an activation.',
  aliases: ['hidden layer', 'fully connected', 'linear', 'perceptron', 'neurons', 'mlp', 'feed forward', 'bottleneck'],
  inputs: { minRank: 2 },
  args: {
    units: arg.int(undefined, { min: 1, doc: 'Number of outputs.' }),
    activation: arg.activation(null, { doc: 'Nonlinearity applied to the output; none means identity.' }),
    use_bias: arg.bool(true, { doc: 'Whether a learned bias is added.' }),
    kernel_initializer: arg.initializer('glorot_uniform', { doc: 'Starting values of the kernel.' }),
    bias_initializer: arg.initializer('zeros', { doc: 'Starting values of the bias.', rare: true }),
    kernel_regularizer: arg.regularizer({ doc: 'Penalty on the kernel, added to the loss.' }),
    bias_regularizer: arg.regularizer({ doc: 'Penalty on the bias, added to the loss.', rare: true }),
    activity_regularizer: arg.regularizer({ doc: 'Penalty on the output, added to the loss.', rare: true }),
    kernel_constraint: arg.constraint({ doc: 'Projection applied to the kernel after each update.', rare: true }),
    bias_constraint: arg.constraint({ doc: 'Projection applied to the bias after each update.', rare: true }),
  },
  masking: 'pass',
  card: (c) => [String(c.units), activationLabel(c.activation)],
  keeps: () => ({ axes: [-1] }),
  build(b, c, [x]) {
    const features = x?.shape[x.shape.length - 1] as number;
    b.weight({ name: 'kernel', shape: [features, c.units], ...weightArgs(c, 'kernel') });
    if (c.use_bias) {
      b.weight({ name: 'bias', shape: [c.units], ...weightArgs(c, 'bias') });
    }
  },
  call(ctx, c, [x]) {
    const y = ops.dense(x as ops.Tensor, ctx.weight('kernel'));
    return activate(c.activation, c.use_bias ? ops.add(y, ctx.weight('bias')) : y);
  },
  arithmetic(c, [x]) {
    const features = x?.shape[x.shape.length - 1] as number;
    const total = features * c.units + (c.use_bias ? c.units : 0);
    return [`${total} = ${features}·${c.units}${c.use_bias ? ` + ${c.units}` : ''}`];
  },
  cases: [
    { name: 'plain', config: { units: 3 }, inputs: [{ shape: [2, 4] }] },
    {
      name: 'relu without bias on a sequence',
      config: { units: 2, activation: 'relu', use_bias: false },
      inputs: [{ shape: [2, 3, 5] }],
    },
    {
      name: 'penalties and constraint',
      config: {
        units: 4,
        activation: 'tanh',
        bias_initializer: { className: 'RandomUniform', config: { seed: 3 } },
        kernel_regularizer: { className: 'L2', config: { l2: 0.1 } },
        bias_regularizer: { className: 'L1', config: { l1: 0.1 } },
        activity_regularizer: { className: 'L2', config: { l2: 0.05 } },
        kernel_constraint: { className: 'MaxNorm', config: { max_value: 1 } },
        bias_constraint: 'non_neg',
      },
      inputs: [{ shape: [3, 7] }],
      training: true,
    },
  ],
});
