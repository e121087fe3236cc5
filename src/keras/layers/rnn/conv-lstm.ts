/** What the convolutional LSTMs share: an LSTM whose matrix products are convolutions and whose state is an image. */
import { type Problem, problem } from '../../../base/problem';
import { formatShape, sizeOf } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { activate } from '../../core/activate';
import { type ArgValues, type ObjectValue, perAxis } from '../../core/args';
import { type CallContext, defineLayer, type LayerBuilder } from '../../core/definitions';
import type { ExampleCase } from '../../core/example-case';
import { resolve } from '../../core/registry';
import { weightArgs } from '../../core/weight-args';
import { convArgs, strideDilationProblem, windowOf } from '../convolutional/conv-geometry';
import { sizeWords, windowArithmetic, windowPadding, windowProblem } from '../convolutional/window-geometry';
import { channelsFirst, channelsLast, imageShape } from '../data-format';
import { LSTM_GATES, lstmBias, lstmGates } from './recurrences';
import * as rnn from './recurrent';

/** Arguments over `rank` spatial axes, in Keras' order. */
function convLstmArgs(rank: number) {
  const a = convArgs(rank, ['valid', 'same']);
  const { unroll: _, ...sequence } = rnn.sequenceArgs;
  return {
    filters: a.filters,
    kernel_size: a.kernel_size,
    strides: { ...a.strides, default: 1 },
    padding: a.padding,
    data_format: a.data_format,
    dilation_rate: { ...a.dilation_rate, default: 1 },
    activation: rnn.activationArg,
    recurrent_activation: rnn.gateArg,
    use_bias: rnn.biasArg,
    ...rnn.initializerArgs,
    unit_forget_bias: rnn.forgetArg,
    ...rnn.regularizerArgs,
    ...rnn.activityArgs,
    ...rnn.constraintArgs,
    ...rnn.dropoutArgs,
    seed: rnn.seedArg,
    ...sequence,
    zero_output_for_mask: rnn.maskArg,
  };
}

type Config = ArgValues<ReturnType<typeof convLstmArgs>>;

const convLstmCard = (c: Config, rank: number): (string | null)[] => [
  String(c.filters),
  sizeWords(c.kernel_size, rank),
  c.return_sequences ? 'every step' : null,
];

/** One step's input: the sequence without its time axis. */
const stepShape = (x: { readonly shape: readonly number[] }): number[] => [x.shape[0] as number, ...x.shape.slice(2)];

/** Shape of a state without the batch, channels last. */
function stateShape(c: Config, step: readonly number[]): number[] {
  const { spatial } = imageShape(c.data_format, step);
  const w = windowOf(c);
  const padding = windowPadding(w, spatial);
  const [sizes, strides, dilations] = [w.size, w.strides, w.dilation ?? 1].map((v) => perAxis(v, spatial.length));
  const sizesOut = spatial.map((d, i) => {
    const span = ((sizes?.[i] as number) - 1) * (dilations?.[i] as number) + 1;
    const [low, high] = padding[i] as [number, number];
    return Math.floor((d + low + high - span) / (strides?.[i] as number)) + 1;
  });
  return [...sizesOut, c.filters];
}

function checkConvLstm(c: Config, rank: number, inputs: readonly ValueType[]): Problem | null {
  const [x, ...initial] = inputs;
  if (x?.shape.length !== rank + 3) {
    return problem('sequence-needed', `This layer reads sequences of ${rank}-dimensional images.`, {
      expected: `${rank + 3} dimensions, batch and steps included`,
      received: formatShape([null, ...(x?.shape.slice(1) ?? [])]),
    });
  }
  const step = stepShape(x);
  const bad =
    strideDilationProblem(c) ??
    windowProblem(windowOf(c), imageShape(c.data_format, step).spatial, 'kernel', 'kernel_size');
  if (bad) return bad;
  const last = stateShape(c, step);
  const state = c.data_format === 'channels_first' ? [c.filters, ...last.slice(0, -1)] : last;
  if (initial.length > 0 && (initial.length !== 2 || initial.some((t) => t.shape.slice(1).join() !== state.join()))) {
    return problem('initial-state', 'The initial state is two tensors of the shape of the output.', {
      expected: formatShape([null, ...state]),
      received: initial.map((t) => formatShape([null, ...t.shape.slice(1)])).join(', '),
    });
  }
  return null;
}

function buildConvLstm(b: LayerBuilder, c: Config, x: ValueType): void {
  const { spatial, channels } = imageShape(c.data_format, stepShape(x));
  const window = perAxis(c.kernel_size, spatial.length);
  const columns = LSTM_GATES * c.filters;
  const state = stateShape(c, stepShape(x));
  b.seedGenerator(rnn.SEED, c.seed);
  rnn.buildStates(b, c, x.shape[0] as number, [state, state]);
  b.weight({ name: `${rnn.CELL}kernel`, shape: [...window, channels, columns], ...weightArgs(c, 'kernel') });
  b.weight({
    name: `${rnn.CELL}recurrent_kernel`,
    shape: [...window, c.filters, columns],
    ...weightArgs(c, 'recurrent'),
  });
  if (!c.use_bias) {
    b.droppedInitializer(c.bias_initializer);
    return;
  }
  b.weight({
    name: `${rnn.CELL}bias`,
    ...lstmBias(c.filters, c.unit_forget_bias, c.bias_initializer),
    ...weightArgs(c, 'bias'),
  });
}

/** A convolution whose input is dropped per gate where factors are given. Channels last. */
function gatedConv(
  x: Tensor,
  kernel: Tensor,
  factors: readonly Tensor[],
  conv: (x: Tensor, kernel: Tensor) => Tensor,
): Tensor {
  if (factors.length === 0) return conv(x, kernel);
  const filters = (kernel.shape[kernel.rank - 1] as number) / LSTM_GATES;
  return ops.concat(
    factors.map((f, i) => conv(ops.mul(x, f), rnn.gate(kernel, i, filters))),
    -1,
  );
}

/** Dropout factors per gate, drawn in the shape of the format the user sees; none at a rate of 1, as in Keras. */
function factorsOf(ctx: CallContext, rate: number, c: Config, like: readonly number[]): Tensor[] {
  const drawn = rnn.dropoutFactors(rnn.drawsOf(ctx), rate, like, LSTM_GATES) ?? [];
  if (rate === 1) return [];
  return c.data_format === 'channels_first' ? drawn.map(channelsLast) : drawn;
}

/** Axes of an activation are those of the format the user sees; what has none does not mind. */
function activateChannelsFirst(value: ObjectValue | null, x: Tensor): Tensor {
  const along = value !== null && 'axis' in resolve('activation', value).definition.args;
  return along ? channelsLast(activate(value, channelsFirst(x))) : activate(value, x);
}

function callConvLstm(ctx: CallContext, c: Config, inputs: readonly Tensor[]): Tensor[] {
  const first = c.data_format === 'channels_first';
  const [x, ...given] = inputs as [Tensor, ...Tensor[]];
  const [batch, steps] = x.shape as [number, number];
  const step = stepShape(x);
  const state = stateShape(c, step);
  const shown = first ? [c.filters, ...state.slice(0, -1)] : state;
  const inputDrops = factorsOf(ctx, c.dropout, c, step);
  const stateDrops = factorsOf(ctx, c.recurrent_dropout, c, [batch, ...shown]);
  const { spatial } = imageShape(c.data_format, step);
  const once = spatial.map(() => 1);
  const flat = ops.reshape(rnn.timeMajor(x), [steps * batch, ...step.slice(1)]);
  const images = first ? channelsLast(flat) : flat;
  // Every step and sample is an image of its own for the input's convolution; dropout repeats from step to step.
  const repeated = inputDrops.map((f) =>
    ops.reshape(ops.broadcastTo(ops.expandDims(f, 0), [steps, ...f.shape]), [steps * batch, ...f.shape.slice(1)]),
  );
  const attributes = {
    strides: perAxis(c.strides, spatial.length),
    padding: windowPadding(windowOf(c), spatial),
    dilation: perAxis(c.dilation_rate, spatial.length),
    groups: 1,
  };
  const projected = gatedConv(images, ctx.weight(`${rnn.CELL}kernel`), repeated, (image, kernel) =>
    ops.conv(image, kernel, attributes),
  );
  const z = c.use_bias ? ops.add(projected, ctx.weight(`${rnn.CELL}bias`)) : projected;
  const lengths = state.slice(0, -1);
  const inner = {
    strides: once,
    padding: windowPadding({ size: c.kernel_size, strides: 1, padding: 'same' }, lengths),
    dilation: once,
    groups: 1,
  };
  const outputs = rnn.runRecurrent(ctx, { ...c, unroll: false }, [x, ...(first ? given.map(channelsLast) : given)], {
    sequence: ops.reshape(z, [steps, batch, ...lengths, LSTM_GATES * c.filters]),
    constants: [ctx.weight(`${rnn.CELL}recurrent_kernel`), ...stateDrops],
    states: [state, state],
    step: (sum, [h, carry], [kernel, ...factors]) =>
      lstmGates(
        c,
        ops.add(
          sum,
          gatedConv(h as Tensor, kernel as Tensor, factors, (image, k) => ops.conv(image, k, inner)),
        ),
        carry as Tensor,
        first ? activateChannelsFirst : activate,
      ),
  });
  return first ? outputs.map(withChannelsFirst(state.length + 1)) : outputs;
}

/** Turns images back; a sequence of them has one axis more than a state. */
const withChannelsFirst =
  (rank: number) =>
  (y: Tensor): Tensor => {
    if (y.rank === rank) return channelsFirst(y);
    const [batch, steps] = y.shape as [number, number];
    const images = channelsFirst(ops.reshape(y, [batch * steps, ...y.shape.slice(2)]));
    return ops.reshape(images, [batch, steps, ...images.shape.slice(1)]);
  };

function convLstmArithmetic(c: Config, x: ValueType): string[] {
  const { spatial, channels } = imageShape(c.data_format, stepShape(x));
  const window = perAxis(c.kernel_size, spatial.length);
  const bias = c.use_bias ? c.filters : 0;
  const total = LSTM_GATES * (sizeOf(window) * (channels + c.filters) * c.filters + bias);
  const inner = `${window.join('·')}·(${channels} + ${c.filters})·${c.filters}${bias ? ` + ${bias}` : ''}`;
  return [...windowArithmetic(windowOf(c), spatial), `${total} = ${LSTM_GATES}·(${inner})`];
}

/** A ConvLSTM over `rank` spatial axes. */
export const defineConvLstm = ({
  rank,
  what,
  cases,
}: {
  readonly rank: 1 | 2 | 3;
  /** What it reads, in words. */
  readonly what: string;
  readonly cases: readonly ExampleCase[];
}) =>
  defineLayer({
    name: `ConvLSTM${rank}D`,
    family: 'recurrent',
    summary: `Reads ${what} with an LSTM whose products are convolutions, so that places stay places.`,
    aliases: ['video', 'spatio-temporal', 'forecast', 'convolutional lstm'],
    inputs: { count: [1, 3], minRank: 2 },
    args: convLstmArgs(rank),
    masking: 'own',
    card: (c) => convLstmCard(c, rank),
    check: (c, inputs) => checkConvLstm(c, rank, inputs),
    // Keras' cell holds every step to the very image it was built for.
    keeps: (_, first) => ({ axes: first.shape.map((_, axis) => axis).slice(2), rank: true }),
    build: (b, c, [x]) => buildConvLstm(b, c, x as ValueType),
    call: (ctx, c, inputs) => callConvLstm(ctx, c, inputs),
    arithmetic: (c, [x]) => convLstmArithmetic(c, x as ValueType),
    cases,
  });
