/** Puts functions of their own in the place of calls that multiply small matrices. */
import type { Machine } from './machine';
import { isSmall, type SmallProduct, turnsB } from './small-product';
import type { Argument, Call, Command } from './tape';

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
  const [a, b, out, scratch, bias, mode] = c.args.slice(6) as [
    Argument,
    Argument,
    Argument,
    Argument,
    Argument,
    number,
  ];
  const product: SmallProduct = {
    m,
    k,
    n,
    transposeA: ta !== 0,
    transposeB: tb !== 0,
    bias: (mode & BIAS) !== 0,
    relu: (mode & RELU) !== 0,
  };
  if (batch !== 1 || !isSmall(product)) return c;
  const name = `matmul ${m} by ${k} by ${n}`;
  const { cut: _, ...call } = c;
  return {
    ...call,
    callee: { kind: 'generated', code: machine.smallProduct(product), name },
    args: [a, b, out, turnsB(product) ? scratch : 0, bias],
    writes: turnsB(product) ? c.writes : c.writes.slice(0, 1),
  };
}
