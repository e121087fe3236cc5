/** Arguments every optimizer takes beside its own, in Keras' order; what they do is in core/optimizer-step. */
import { arg } from '../core/args';

export const learningRate = (value: number) =>
  arg.rate(value, { min: 0, doc: 'Step size, or a schedule that gives it for each step.' });

export const epsilonArg = arg.float(1e-7, { min: 0, doc: 'Keeps the division from blowing up near zero.', rare: true });

/** What all of Adam's kin take. */
export const momentArgs = {
  beta_1: arg.float(0.9, { min: 0, max: 1, doc: 'How slowly the average of gradients moves.' }),
  beta_2: arg.float(0.999, { min: 0, max: 1, doc: 'How slowly the average of squared gradients moves.' }),
  epsilon: epsilonArg,
};
export const amsgradArg = arg.bool(false, { doc: 'Divides by the largest average of squares so far.' });

const baseArgs = {
  weight_decay: arg.float(null, {
    min: 0,
    doc: 'Fraction of each weight taken away per step, times the learning rate.',
  }),
  clipnorm: arg.float(null, { min: 0, doc: 'Shrinks each gradient whose norm exceeds this.' }),
  clipvalue: arg.float(null, { min: 0, doc: 'Cuts each gradient value to plus or minus this.' }),
  global_clipnorm: arg.float(null, {
    min: 0,
    doc: 'Shrinks all gradients together when their joint norm exceeds this.',
  }),
  use_ema: arg.bool(false, { doc: 'Keeps a moving average of the weights and ends with it.' }),
  ema_momentum: arg.float(0.99, { min: 0, max: 1, doc: 'How slowly the average moves.', rare: true }),
  ema_overwrite_frequency: arg.int(null, {
    min: 1,
    doc: 'Every so many steps the average replaces the weights.',
    rare: true,
  }),
  loss_scale_factor: arg.float(null, {
    min: 0,
    exclusive: true,
    doc: 'Factor on the loss while gradients are taken.',
    rare: true,
  }),
  gradient_accumulation_steps: arg.int(null, {
    min: 2,
    doc: 'Updates once in so many steps, with the mean gradient.',
    rare: true,
  }),
  name: arg.string(null, { doc: 'Name of the optimizer.', rare: true }),
};

/** Learning rate, own arguments, common arguments: the order of Keras' signatures. */
export function optimizerArgs<A extends object>(
  rate: number,
  own: A,
): { learning_rate: ReturnType<typeof learningRate> } & A & Omit<typeof baseArgs, keyof A> {
  return { learning_rate: learningRate(rate), ...own, ...without(baseArgs, own) };
}

/** The common arguments an optimizer does not define itself (AdamW's weight decay). */
function without<A extends object>(all: typeof baseArgs, own: A): Omit<typeof baseArgs, keyof A> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !(name in own))) as Omit<typeof baseArgs, keyof A>;
}
