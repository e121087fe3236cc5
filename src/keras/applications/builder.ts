/**
 * What the applications are written with: layers called on symbolic images, as in Keras' own functions, give a model
 * graph. Keeps Keras' automatic names and follows sizes far enough for code that asks for them; sizes may be open.
 */
import type { JsonObject } from '../../base/json';
import { snakeCase } from '../../base/naming';
import type { PartialShape } from '../../base/shape';
import { freshId } from '../../graph/build';
import type { LayerSpec, ModelGraph, NodeSpec } from '../../graph/model';
import { nestedModel } from '../../graph/nested';
import { type PairsValue, perAxis, perSide } from '../core/args';

/** Output of a node. The shape is without the batch: [rows, columns, channels] for images. */
export interface Sym {
  readonly node: string;
  readonly shape: PartialShape;
}

type Size = number | null;
type Tuple = number | readonly number[];

/** Rows or columns behind a window. */
function windowed(size: Size, window: number, stride: number, same: boolean): Size {
  if (size === null) return null;
  return same ? Math.ceil(size / stride) : Math.floor((size - window) / stride) + 1;
}

/** The shape a layer gives, for the classes the applications use; all others keep that of their first input. */
function shapeAfter(className: string, c: JsonObject, inputs: readonly Sym[]): PartialShape {
  const shape = inputs[0]?.shape ?? [];
  const [rows = null, columns = null, channels = null] = shape;
  const spatial = (window: Tuple, strides: Tuple): [Size, Size] => {
    const [k, s] = [perAxis(window, 2), perAxis(strides, 2)];
    const along = (size: Size, i: number): Size => windowed(size, k[i] as number, s[i] as number, c.padding === 'same');
    return [along(rows, 0), along(columns, 1)];
  };
  const sided = (sides: PairsValue, sign: 1 | -1): PartialShape => {
    const along = perSide(sides, 2).map(([before, after]) => sign * (before + after));
    return [
      rows === null ? null : rows + (along[0] ?? 0),
      columns === null ? null : columns + (along[1] ?? 0),
      channels,
    ];
  };
  switch (className) {
    case 'Conv2D':
    case 'SeparableConv2D':
      return [...spatial(c.kernel_size as Tuple, (c.strides ?? 1) as Tuple), c.filters as number];
    case 'DepthwiseConv2D': {
      const each = (c.depth_multiplier ?? 1) as number;
      return [
        ...spatial(c.kernel_size as Tuple, (c.strides ?? 1) as Tuple),
        channels === null ? null : channels * each,
      ];
    }
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return [...spatial(c.pool_size as Tuple, (c.strides ?? c.pool_size) as Tuple), channels];
    case 'ZeroPadding2D':
      return sided(c.padding as PairsValue, 1);
    case 'Cropping2D':
      return sided(c.cropping as PairsValue, -1);
    case 'GlobalAveragePooling2D':
    case 'GlobalMaxPooling2D':
      return c.keepdims === true ? [1, 1, channels] : [channels];
    case 'Dense':
      return [...shape.slice(0, -1), c.units as number];
    case 'Reshape':
      return c.target_shape as PartialShape;
    case 'Flatten':
      return [shape.reduce<Size>((n, d) => (n === null || d === null ? null : n * d), 1)];
    case 'Concatenate':
      return [rows, columns, inputs.reduce<Size>((n, x) => (n === null ? null : n + (x.shape[2] ?? 0)), 0)];
    default:
      return shape;
  }
}

export class ModelBuilder {
  private readonly layers: Record<string, LayerSpec> = {};
  private readonly nodes: NodeSpec[] = [];
  private readonly nodeIds = new Set<string>();
  private readonly inputs: string[] = [];
  private readonly counts = new Map<string, number>();

  /** @param uids automatic names given so far; a nested model shares those of the model it is in */
  constructor(uids?: ModelBuilder) {
    if (uids) this.counts = uids.counts;
  }

  private autoName(className: string): string {
    const stem = snakeCase(className);
    const count = this.counts.get(stem) ?? 0;
    this.counts.set(stem, count + 1);
    return count === 0 ? stem : `${stem}_${count}`;
  }

  private call(className: string, config: JsonObject, name: string | null, inputs: readonly Sym[]): string {
    const id = freshId('l', (x) => Object.hasOwn(this.layers, x));
    this.layers[id] = { id, name: name ?? this.autoName(className), className, config };
    const node = freshId('n', (x) => this.nodeIds.has(x));
    this.nodeIds.add(node);
    this.nodes.push({ id: node, layer: id, inputs: inputs.map((x) => ({ node: x.node, index: 0 })) });
    return node;
  }

  input(shape: PartialShape): Sym {
    const node = this.call('InputLayer', { shape: [...shape] }, null, []);
    this.inputs.push(node);
    return { node, shape };
  }

  /** Calls a new layer; without a name it gets Keras' automatic one. */
  layer(className: string, config: JsonObject, name: string | null, ...inputs: Sym[]): Sym {
    return { node: this.call(className, config, name, inputs), shape: shapeAfter(className, config, inputs) };
  }

  /** Calls a new Sequential model, which a script makes before it calls the first layer. */
  sequential(name: string, x: Sym, stack: (inner: ModelBuilder, x: Sym) => Sym): Sym {
    const inner = new ModelBuilder(this);
    const y = stack(inner, inner.input(x.shape));
    const { config } = nestedModel(inner.graph(y), 'Sequential');
    return { node: this.call('Sequential', { ...config, made_first: true }, name, [x]), shape: y.shape };
  }

  conv(x: Sym, filters: number, kernel_size: Tuple, name: string | null, more: JsonObject = {}): Sym {
    return this.layer('Conv2D', { filters, kernel_size, ...more } as JsonObject, name, x);
  }

  norm(x: Sym, name: string | null, config: JsonObject = {}): Sym {
    return this.layer('BatchNormalization', config, name, x);
  }

  act(x: Sym, activation: string, name: string | null): Sym {
    return this.layer('Activation', { activation }, name, x);
  }

  graph(output: Sym): ModelGraph {
    return { layers: this.layers, nodes: this.nodes, inputs: this.inputs, outputs: [{ node: output.node, index: 0 }] };
  }
}

/** Channels of an image, which applications need to know. */
export function channelsOf(x: Sym): number {
  const channels = x.shape[2] ?? null;
  if (channels === null) throw new Error('The number of channels is open.');
  return channels;
}

/** Padding in front of a strided window that comes out as 'same' does elsewhere. Source: imagenet_utils.correct_pad. */
export function correctPad(x: Sym, kernel: Tuple): number[][] {
  const sizes = perAxis(kernel, 2);
  return sizes.map((k, i) => {
    const size = x.shape[i] ?? null;
    const half = Math.floor(k / 2);
    return [half - (size === null || x.shape[0] === null ? 1 : 1 - (size % 2)), half];
  });
}

/** Arguments that pad (or crop) `n` rows and columns on every side. */
export const around = (n: number): { readonly padding: readonly (readonly number[])[] } => ({
  padding: [
    [n, n],
    [n, n],
  ],
});

/** Nearest multiple of `divisor` that is not more than a tenth below. */
export function makeDivisible(v: number, divisor = 8): number {
  const near = Math.max(divisor, Math.floor(Math.trunc(v + divisor / 2) / divisor) * divisor);
  return near < 0.9 * v ? near + divisor : near;
}
