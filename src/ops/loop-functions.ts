/** Loops inside programs: one primitive, `scan`, whose body is a program, and a form of it to write by hand. */
import type { Shape } from '../base/shape';
import type { Program } from './program';
import { currentTrace, type Tensor, trace as traceProgram } from './tracer';

/** The raw loop primitive; `loop` is the friendly form. */
export function scan(
  attrs: { body: Program; length: number; constants: number; carries: number; reverse: boolean },
  constants: readonly Tensor[],
  carries: readonly Tensor[],
  sequences: readonly Tensor[],
): readonly Tensor[] {
  const { body, length, reverse: backwards } = attrs;
  return currentTrace().emit('scan', [...constants, ...carries, ...sequences], {
    body,
    length,
    constants: constants.length,
    carries: carries.length,
    reverse: backwards,
  });
}

/**
 * Runs `step` once per element of the sequences (axis 0), passing carries on.
 * @param constants tensors of the surrounding trace the body reads; a body cannot capture them by closure.
 * @returns final carries and outputs stacked along a new axis 0.
 */
export function loop(
  step: (constants: Tensor[], carries: Tensor[], rows: Tensor[]) => { carries: Tensor[]; outputs: Tensor[] },
  constants: readonly Tensor[],
  carries: readonly Tensor[],
  sequences: readonly Tensor[],
  options: { length?: number; reverse?: boolean } = {},
): { carries: readonly Tensor[]; outputs: readonly Tensor[] } {
  const length = options.length ?? (sequences[0]?.shape[0] as number);
  const type = (t: Tensor, shape: Shape = t.shape) => ({ shape, dtype: t.dtype });
  const [c, s] = [constants.length, carries.length];
  const body = traceProgram(
    [
      ...constants.map((t) => type(t)),
      ...carries.map((t) => type(t)),
      ...sequences.map((t) => type(t, t.shape.slice(1))),
    ],
    (...args) => {
      const out = step(args.slice(0, c), args.slice(c, c + s), args.slice(c + s));
      return [...out.carries, ...out.outputs];
    },
  );
  const outs = scan(
    { body, length, constants: c, carries: s, reverse: options.reverse === true },
    constants,
    carries,
    sequences,
  );
  return { carries: outs.slice(0, s), outputs: outs.slice(s) };
}
