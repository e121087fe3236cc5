/**
 * Packs second factors of products once instead of many times: before a loop what no command of it writes, as weights of
 * recurrent cells are, and before everything else what each thread would pack for its rows.
 */
import { cutCompiled } from './cut';
import { type Argument, type Call, type Command, type Loop, type Place, type Storage, wholePlace } from './tape';

/** As in `kernels/matmul.ts`: rows up to which the second factor is read where it lies. */
const FEW = 8;
/** Numbers that threads would pack for nothing, from which one meeting more is worth less, and most that are kept. */
const [WORTHWHILE, MOST] = [1 << 15, 1 << 20];

export const hoistPacking = (commands: readonly Command[]): Command[] =>
  commands.flatMap((c) => (c.kind === 'loop' ? hoisted(c) : [c]));

/** A loop, and before it what need not be done in it. Places name their loop, so that it stays the same object. */
function hoisted(loop: Loop): Command[] {
  const body = hoistPacking(loop.body);
  const written = writtenBy(loop);
  const packings = new Packings(loop.parent);
  const shorter = body.map((c) => {
    const product = c.kind === 'call' ? packableProduct(c) : null;
    return product && !written.has(product.factor.storage) ? product.withPanels(packings.panelsOf(product)) : c;
  });
  loop.body.splice(0, loop.body.length, ...shorter);
  return [...packings.calls(), loop];
}

/**
 * Products outside loops that several threads compute have large factors of the caller's, as weights are, packed by all
 * threads together.
 */
export function sharePacking(commands: readonly Command[], players: number): readonly Command[] {
  if (players === 1) return commands;
  const packings = new Packings(null);
  const rest = commands.map((c) => {
    const product = c.kind === 'call' ? packableProduct(c) : null;
    return product && isShared(product, players) ? product.withPanels(packings.panelsOf(product)) : c;
  });
  return [...packings.calls(), ...rest];
}

function isShared({ factor, k, n }: Product, players: number): boolean {
  const numbers = k * n;
  // What the caller gave is written at the end, if at all.
  return factor.storage.home.kind === 'input' && numbers <= MOST && numbers - numbers / players >= WORTHWHILE;
}

/** Packed factors that are alive in the body of a loop, or in all of a program. */
class Packings {
  private readonly made: { readonly product: Product; readonly panels: Place }[] = [];

  constructor(private readonly loop: Loop | null) {}

  panelsOf(product: Product): Place {
    const known = this.made.find((p) => sameFactor(p.product, product));
    if (known) return known.panels;
    const length = product.k * Math.ceil(product.n / 8) * 8;
    const home = { kind: 'planned' } as const;
    const panels = wholePlace({ home, bytes: 4 * length, loop: this.loop }, 'float32', length);
    this.made.push({ product, panels });
    return panels;
  }

  calls(): Call[] {
    return this.made.map(({ product, panels }) => packing(product, panels));
  }
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
  if (batch !== 1 || n === 1 || (m <= FEW && tb === 0)) return null;
  return {
    factor: b.address,
    k,
    n,
    transposed: tb === 1,
    withPanels: (panels) => {
      const [name, inputs] = ['matmul_packed', [a.address, panels, ...bias]];
      const args = [m, m, k, n, ta, a, { address: panels }, out, scratch, ...ending];
      const { writes, yielding } = c;
      const shared = cutCompiled({ name, args, inputs, out: out.address, work: 2 * m * k * n });
      return { kind: 'call', callee: { kind: 'compiled', name }, args, reads: inputs, writes, yielding, ...shared };
    },
  };
}

function packing({ factor, k, n, transposed }: Product, panels: Place): Call {
  const name = 'pack_columns';
  const row = 4 * (transposed ? k : n);
  const args: Argument[] = [{ address: factor }, row, Number(transposed), k, n, 0, n, { address: panels }];
  const shared = cutCompiled({ name, args, inputs: [factor], out: panels, work: 0 });
  const callee = { kind: 'compiled', name } as const;
  return { kind: 'call', callee, args, reads: [factor], writes: [panels], yielding: [], ...shared };
}
