/**
 * Takes out of loops what is the same at every turn: a product whose second factor no command of the loop writes has it
 * packed once, before the loop. Weights of recurrent cells are such factors.
 */
import { cutCompiled } from './cut';
import { type Call, type Command, type Loop, type Place, type Storage, wholePlace } from './tape';

/** As in `kernels/matmul.ts`: depth of a panel, and rows up to which the second factor is read where it lies. */
const [DEPTH, FEW] = [512, 8];

export const hoistPacking = (commands: readonly Command[]): Command[] =>
  commands.flatMap((c) => (c.kind === 'loop' ? hoisted(c) : [c]));

/** A loop, and before it what need not be done in it. Places name their loop, so that it stays the same object. */
function hoisted(loop: Loop): Command[] {
  const body = hoistPacking(loop.body);
  const written = writtenBy(loop);
  const packings: { readonly product: Product; readonly panels: Place }[] = [];
  const panelsOf = (product: Product): Place => {
    const known = packings.find((p) => sameFactor(p.product, product));
    if (known) return known.panels;
    const length = product.k * Math.ceil(product.n / 8) * 8;
    const home = { kind: 'planned' } as const;
    const panels = wholePlace({ home, bytes: 4 * length, loop: loop.parent }, 'float32', length);
    packings.push({ product, panels });
    return panels;
  };
  const shorter = body.map((c) => {
    const product = c.kind === 'call' ? packableProduct(c) : null;
    return product && !written.has(product.factor.storage) ? product.withPanels(panelsOf(product)) : c;
  });
  loop.body.splice(0, loop.body.length, ...shorter);
  return [...packings.map(({ product, panels }) => packing(product, panels)), loop];
}

function writtenBy(loop: Loop): Set<Storage> {
  const places = (list: readonly Command[]): Place[] =>
    list.flatMap((c) => (c.kind === 'loop' ? places(c.body) : c.kind === 'copy' ? [c.to] : c.writes));
  return new Set(places(loop.body).map((p) => p.storage));
}

/** A product that packs its second factor whole, [k, n] or [n, k], and the same product with that done. */
interface Product {
  readonly factor: Place;
  readonly k: number;
  readonly n: number;
  readonly transposed: boolean;
  withPanels(panels: Place): Call;
}

const sameFactor = (a: Product, b: Product): boolean =>
  a.factor.storage === b.factor.storage &&
  a.factor.offset === b.factor.offset &&
  a.k === b.k &&
  a.n === b.n &&
  a.transposed === b.transposed;

function packableProduct(c: Call): Product | null {
  if (c.callee.kind !== 'compiled' || c.callee.name !== 'matmul') return null;
  const [batch, m, k, n, ta, tb] = c.args as [number, number, number, number, number, number];
  const [a, b, out, scratch] = c.args.slice(6, 10).flatMap((x) => (typeof x === 'object' && 'address' in x ? [x] : []));
  if (!a || !b || !out || !scratch || b.address.strides.length > 0) return null;
  const ending = c.args.slice(10);
  const bias = c.reads.slice(2);
  if (batch !== 1 || k > DEPTH || n === 1 || (m <= FEW && tb === 0)) return null;
  return {
    factor: b.address,
    k,
    n,
    transposed: tb === 1,
    withPanels: (panels) => {
      const [name, inputs] = ['matmul_packed', [a.address, panels, ...bias]];
      const args = [m, k, n, ta, a, { address: panels }, out, scratch, ...ending];
      const { writes, yielding } = c;
      const shared = cutCompiled({ name, args, inputs, out: out.address, work: 2 * m * k * n });
      return { kind: 'call', callee: { kind: 'compiled', name }, args, reads: inputs, writes, yielding, ...shared };
    },
  };
}

const packing = ({ factor, k, n, transposed }: Product, panels: Place): Call => ({
  kind: 'call',
  callee: { kind: 'compiled', name: 'packPanels' },
  args: [{ address: factor }, 4 * (transposed ? k : n), Number(transposed), n, k, { address: panels }],
  reads: [factor],
  writes: [panels],
  yielding: [],
  cost: (k * n) / 3000,
});
