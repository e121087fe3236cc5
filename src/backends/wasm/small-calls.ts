/** Puts functions of their own in the place of calls that multiply small matrices. */
import type { Machine } from './machine';
import { isSmall, laysB, type SmallProduct } from './small-product';
import type { Argument, Call, Command, Part } from './tape';

/** As in `kernels/tile.ts`. */
const [BIAS, RELU] = [2, 4];

export const smallCalls = (commands: readonly Command[], machine: Pick<Machine, 'smallProduct'>): Command[] =>
  commands.map((c) => {
    if (c.kind === 'loop') c.body.splice(0, c.body.length, ...smallCalls(c.body, machine));
    return c.kind === 'call' ? smaller(c, machine) : c;
  });

function smaller(c: Call, machine: Pick<Machine, 'smallProduct'>): Call {
  if (c.callee.kind !== 'compiled' || c.callee.name !== 'matmul') return c;
  const [batch, m, k, n, ta, tb] = c.args as [number, number, number, number, number, number];
  const mode = c.args[11] as number;
  const product: SmallProduct = {
    ...{ m, k, n, all: m, transposeA: ta !== 0, transposeB: tb !== 0 },
    ...{ bias: (mode & BIAS) !== 0, relu: (mode & RELU) !== 0 },
  };
  if (batch !== 1 || !isSmall(product)) return c;
  /** The function for some rows, with the arguments that the compiled kernel would have. */
  const own = (rows: number, args: readonly Argument[]): Pick<Part, 'callee' | 'args'> => {
    const [a, b, out, scratch, bias] = args.slice(6) as [Argument, Argument, Argument, Argument, Argument];
    const name = `matmul ${rows} by ${k} by ${n}`;
    return {
      callee: { kind: 'generated', code: machine.smallProduct({ ...product, m: rows }), name },
      args: [a, b, out, laysB(product) ? scratch : 0, bias],
    };
  };
  const { cut, ...call } = c;
  const whole = { ...call, ...own(m, c.args), writes: laysB(product) ? c.writes : c.writes.slice(0, 1) };
  if (!cut) return whole;
  const part = (from: number, to: number): Part => {
    const rows = cut.part(from, to);
    return { ...rows, ...own(to - from, rows.args) };
  };
  return { ...whole, cut: { ...cut, part } };
}
