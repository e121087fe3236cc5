/**
 * The layers that change images at random while training and hand them on as they are otherwise: a layer's file says what
 * it draws and what it makes of it, and this is all the rest.
 */
import type { Problem } from '../../../base/problem';
import type { Tensor, ValueType } from '../../../ops';
import type { Arg, Args, ArgValues } from '../../core/args';
import { type CallContext, defineLayer, type LayerDefinition } from '../../core/definitions';
import { buildStream, type Factor, factorProblem, rangeProblem, type ValueRange } from './augmentation';

interface Seeded extends Args {
  readonly seed: Arg<number | null>;
}

type Told<A extends Args> = Pick<
  LayerDefinition<A>,
  'name' | 'summary' | 'aliases' | 'args' | 'together' | 'card' | 'build' | 'cases'
>;

interface Own<A extends Args> {
  /** What is wrong beside factors and the value range. */
  check?(config: ArgValues<A>, images: ValueType): Problem | null;
  /** Keras draws at inference, too, and moves its stream on: `change` is then called there as well, and changes nothing. */
  readonly drawsAtInference?: true;
  /** What becomes of images while training. */
  change(ctx: CallContext, config: ArgValues<A>, images: Tensor): Tensor;
}

/** The problem of a factor or of the value range, or null. */
function amountProblem(args: Args, config: { readonly [name: string]: unknown }): Problem | null {
  for (const [name, { alternative }] of Object.entries(args)) {
    const wrong = alternative === 'array' && config[name] !== null && factorProblem(name, config[name] as Factor);
    if (wrong) return wrong;
  }
  return 'value_range' in args ? rangeProblem(config.value_range as ValueRange) : null;
}

export function defineAugmentation<A extends Seeded>(d: Told<A> & Own<A>): LayerDefinition<A> {
  const { check, drawsAtInference = false, change, ...told } = d;
  return defineLayer<A>({
    family: 'preprocessing',
    inputs: { rank: 4 },
    build: (b, c) => buildStream(b, (c as ArgValues<Seeded>).seed),
    ...told,
    check: (c, [x]) => amountProblem(d.args, c) ?? check?.(c, x as ValueType) ?? null,
    call: (ctx, c, [x]) => (ctx.training || drawsAtInference ? change(ctx, c, x as Tensor) : (x as Tensor)),
  });
}
