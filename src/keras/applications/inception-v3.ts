/** InceptionV3. Source: keras/src/applications/inception_v3.py (arXiv 1512.00567). */
import { type Arguments, head, inputShape, NAMED_TOP } from './arguments';
import { ModelBuilder, type Sym } from './builder';
import type { Built } from './built';

/** Filters, rows and columns of a kernel, and whether it goes in steps of two without padding. */
type Conv = readonly [number, number, number, ('down' | 'valid')?];

function conv(b: ModelBuilder, x: Sym, [filters, rows, columns, how]: Conv): Sym {
  const config = { strides: how === 'down' ? 2 : 1, padding: how ? 'valid' : 'same', use_bias: false };
  const y = b.norm(b.conv(x, filters, [rows, columns], null, config), null, { axis: 3, scale: false });
  return b.act(y, 'relu', null);
}

const chain = (b: ModelBuilder, x: Sym, convs: readonly Conv[]): Sym => convs.reduce((y, c) => conv(b, y, c), x);

const concat = (b: ModelBuilder, xs: readonly Sym[], name: string | null): Sym =>
  b.layer('Concatenate', { axis: 3 }, name, ...xs);

const maxPool = (b: ModelBuilder, x: Sym): Sym => b.layer('MaxPooling2D', { pool_size: 3, strides: 2 }, null, x);

function averaged(b: ModelBuilder, x: Sym, filters: number): Sym {
  return conv(b, b.layer('AveragePooling2D', { pool_size: 3, strides: 1, padding: 'same' }, null, x), [filters, 1, 1]);
}

/** 35×35 in the usual size. */
function block35(b: ModelBuilder, x: Sym, pool: number, name: string): Sym {
  const one = conv(b, x, [64, 1, 1]);
  const five = chain(b, x, [[48, 1, 1], [64, 5, 5]]); // biome-ignore format: a kernel per pair
  const three = chain(b, x, [[64, 1, 1], [96, 3, 3], [96, 3, 3]]); // biome-ignore format: a kernel per pair
  return concat(b, [one, five, three, averaged(b, x, pool)], name);
}

/** 17×17: kernels of seven, one axis at a time. */
function block17(b: ModelBuilder, x: Sym, n: number, name: string): Sym {
  const one = conv(b, x, [192, 1, 1]);
  const seven = chain(b, x, [[n, 1, 1], [n, 1, 7], [192, 7, 1]]); // biome-ignore format: a kernel per pair
  const twice = chain(b, x, [[n, 1, 1], [n, 7, 1], [n, 1, 7], [n, 7, 1], [192, 1, 7]]); // biome-ignore format: as above
  return concat(b, [one, seven, twice, averaged(b, x, 192)], name);
}

/** 8×8: branches that fork again. */
function block8(b: ModelBuilder, x: Sym, i: number): Sym {
  const one = conv(b, x, [320, 1, 1]);
  const fork = (y: Sym, name: string | null): Sym =>
    concat(b, [conv(b, y, [384, 1, 3]), conv(b, y, [384, 3, 1])], name);
  const three = fork(conv(b, x, [384, 1, 1]), `mixed9_${i}`);
  const twice = fork(chain(b, x, [[448, 1, 1], [384, 3, 3]]), null); // biome-ignore format: a kernel per pair
  return concat(b, [one, three, twice, averaged(b, x, 192)], `mixed${9 + i}`);
}

export function inceptionV3(a: Arguments): Built {
  const b = new ModelBuilder();
  let x = chain(b, b.input(inputShape(a, 299)), [[32, 3, 3, 'down'], [32, 3, 3, 'valid'], [64, 3, 3]]); // biome-ignore format: as above
  x = chain(b, maxPool(b, x), [[80, 1, 1, 'valid'], [192, 3, 3, 'valid']]); // biome-ignore format: as above
  x = maxPool(b, x);
  x = block35(b, x, 32, 'mixed0');
  x = block35(b, x, 64, 'mixed1');
  x = block35(b, x, 64, 'mixed2');
  let down = conv(b, x, [384, 3, 3, 'down']);
  let deep = chain(b, x, [[64, 1, 1], [96, 3, 3], [96, 3, 3, 'down']]); // biome-ignore format: as above
  x = concat(b, [down, deep, maxPool(b, x)], 'mixed3');
  [128, 160, 160, 192].forEach((n, i) => {
    x = block17(b, x, n, `mixed${4 + i}`);
  });
  down = chain(b, x, [[192, 1, 1], [320, 3, 3, 'down']]); // biome-ignore format: as above
  deep = chain(b, x, [[192, 1, 1], [192, 1, 7], [192, 7, 1], [192, 3, 3, 'down']]); // biome-ignore format: as above
  x = concat(b, [down, deep, maxPool(b, x)], 'mixed8');
  x = block8(b, x, 0);
  x = block8(b, x, 1);
  return { name: a.name, graph: b.graph(head(b, a, x, NAMED_TOP)) };
}
