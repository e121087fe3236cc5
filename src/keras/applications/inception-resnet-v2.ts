/** InceptionResNetV2. Source: keras/src/applications/inception_resnet_v2.py (arXiv 1602.07261). */
import { type Arguments, head, inputShape, NAMED_TOP } from './arguments';
import { channelsOf, ModelBuilder, type Sym } from './builder';
import type { Built } from './built';

/** Filters, kernel, and whether it goes in steps of two without padding. */
type Conv = readonly [number, number | readonly [number, number], ('down' | 'valid')?];

function conv(b: ModelBuilder, x: Sym, [filters, kernel, how]: Conv, name: string | null = null): Sym {
  const config = { strides: how === 'down' ? 2 : 1, padding: how ? 'valid' : 'same', use_bias: false };
  const y = b.conv(x, filters, kernel, name, config);
  const normal = b.norm(y, name === null ? null : `${name}_bn`, { axis: 3, scale: false });
  return b.act(normal, 'relu', name === null ? null : `${name}_ac`);
}

const chain = (b: ModelBuilder, x: Sym, convs: readonly Conv[]): Sym => convs.reduce((y, c) => conv(b, y, c), x);

const concat = (b: ModelBuilder, xs: readonly Sym[], name: string): Sym =>
  b.layer('Concatenate', { axis: 3 }, name, ...xs);

const maxPool = (b: ModelBuilder, x: Sym): Sym => b.layer('MaxPooling2D', { pool_size: 3, strides: 2 }, null, x);

/** Branches of the three kinds of residual block. */
const BRANCHES: { readonly [kind: string]: readonly (readonly Conv[])[] } = {
  block35: [[[32, 1]], [[32, 1], [32, 3]], [[32, 1], [48, 3], [64, 3]]], // biome-ignore format: a branch each
  block17: [[[192, 1]], [[128, 1], [160, [1, 7]], [192, [7, 1]]]], // biome-ignore format: a branch each
  block8: [[[192, 1]], [[192, 1], [224, [1, 3]], [256, [3, 1]]]], // biome-ignore format: a branch each
};

function block(b: ModelBuilder, x: Sym, kind: string, scale: number, index: number, activated = true): Sym {
  const name = `${kind}_${index}`;
  const branches = (BRANCHES[kind] ?? []).map((convs) => chain(b, x, convs));
  const mixed = concat(b, branches, `${name}_mixed`);
  const up = b.conv(mixed, channelsOf(x), 1, `${name}_conv`, { padding: 'same', use_bias: true });
  const y = b.layer('CustomScaleLayer', { scale }, null, x, up);
  return activated ? b.act(y, 'relu', `${name}_ac`) : y;
}

export function inceptionResnetV2(a: Arguments): Built {
  const b = new ModelBuilder();
  let x = chain(b, b.input(inputShape(a, 299)), [[32, 3, 'down'], [32, 3, 'valid'], [64, 3]]); // biome-ignore format: kernels
  x = maxPool(b, chain(b, maxPool(b, x), [[80, 1, 'valid'], [192, 3, 'valid']])); // biome-ignore format: kernels
  const stem = [[[96, 1]], [[48, 1], [64, 5]], [[64, 1], [96, 3], [96, 3]]] as const; // biome-ignore format: kernels
  const branches = stem.map((convs) => chain(b, x, convs));
  const average = b.layer('AveragePooling2D', { pool_size: 3, strides: 1, padding: 'same' }, null, x);
  x = concat(b, [...branches, conv(b, average, [64, 1])], 'mixed_5b');
  for (let i = 1; i <= 10; i++) x = block(b, x, 'block35', 0.17, i);
  let down = [conv(b, x, [384, 3, 'down']), chain(b, x, [[256, 1], [256, 3], [384, 3, 'down']])]; // biome-ignore format: kernels
  x = concat(b, [...down, maxPool(b, x)], 'mixed_6a');
  for (let i = 1; i <= 20; i++) x = block(b, x, 'block17', 0.1, i);
  const last = [[[256, 1], [384, 3, 'down']], [[256, 1], [288, 3, 'down']], [[256, 1], [288, 3], [320, 3, 'down']]] as const; // biome-ignore format: kernels
  down = last.map((convs) => chain(b, x, convs));
  x = concat(b, [...down, maxPool(b, x)], 'mixed_7a');
  for (let i = 1; i <= 9; i++) x = block(b, x, 'block8', 0.2, i);
  x = block(b, x, 'block8', 1, 10, false);
  x = conv(b, x, [1536, 1], 'conv_7b');
  return { name: a.name, graph: b.graph(head(b, a, x, NAMED_TOP)) };
}
