/**
 * Sorting by a bitonic network: log₂² passes over all elements, each of which exchanges pairs a fixed distance apart, so
 * that every element is one thread's. Places are moved, values stay where they are; equal ones are told apart by place,
 * which makes the order stable. Source: K. E. Batcher, Sorting networks and their applications (1968).
 */
import type { DType } from '../../base/dtype';
import { sizeOf } from '../../base/shape';
import type { ValueType } from '../../ops/program';
import type { Device, DeviceBuffer } from './device';
import { affine, type Kernel, scalarOf } from './kernel';
import type { Lowered } from './lowering';

/** Ranks of what is no number to compare: what only fills up a row to a power of two comes last of all. */
const FIRST = '0';
const NUMBER = '1';
const LAST = '2';
const FILLING = '3';

/** One pass. Parameters: the distance of a pair, and the length of the stretches that are to be sorted alternately. */
function passKernel(dtype: DType, rows: number, length: number, padded: number, descending: boolean): Kernel {
  const type = scalarOf(dtype);
  return {
    inputs: [dtype, 'int32'],
    output: 'int32',
    space: [rows, padded],
    params: 2,
    emit: (e, at) => {
      const { dialect } = e;
      const row = rows === 1 ? '0' : at.coordinate(0);
      const place = at.coordinate(1);
      const [distance, stretch] = [dialect.param(0), dialect.param(1)];
      const side = e.bind('int', `${dialect.divide(place, distance)} % 2`);
      const turned = e.bind('int', `${dialect.divide(place, stretch)} % 2`);
      const partner = e.bind(
        'int',
        dialect.choose(`${side} == 0`, `(${place} + ${distance})`, `(${place} - ${distance})`),
      );
      const read = (from: string) => {
        const found = e.bind('int', e.load(1, affine([[row, padded], [from, 1]]))); // biome-ignore format: one place
        const inside = e.call('min_int', found, String(length - 1));
        const value = e.bind(type, e.load(0, affine([[row, length], [inside, 1]]))); // biome-ignore format: one place
        const number =
          type === 'float' ? dialect.choose(dialect.isNaN(value), descending ? FIRST : LAST, NUMBER) : NUMBER;
        const rank = e.bind('int', dialect.choose(`${found} >= ${length}`, FILLING, number));
        return { found, value, rank };
      };
      const [mine, other] = [read(place), read(partner)];
      const sign = descending ? '>' : '<';
      const earlier = e.variable('int', dialect.choose(`${mine.rank} < ${other.rank}`, '1', '0'));
      e.when(`${mine.rank} == ${other.rank}`, () => {
        e.assign(earlier, dialect.choose(`${mine.found} < ${other.found}`, '1', '0'));
        e.when(`${mine.rank} == ${NUMBER} && ${mine.value} != ${other.value}`, () =>
          e.assign(earlier, dialect.choose(`${mine.value} ${sign} ${other.value}`, '1', '0')),
        );
      });
      const wanted = dialect.choose(`${side} == ${turned}`, '1', '0');
      return dialect.choose(`${earlier} == ${wanted}`, mine.found, other.found);
    },
  };
}

/** The first `length` of each row. */
const cutKernel = (rows: number, padded: number, length: number): Kernel => ({
  inputs: ['int32'],
  output: 'int32',
  space: [rows, length],
  emit: (e, at) => e.load(0, affine([[rows === 1 ? '0' : at.coordinate(0), padded], [at.coordinate(1), 1]])), // biome-ignore format: one place
});

export function lowerArgsort(device: Device, x: ValueType, descending: boolean): Lowered {
  const length = x.shape[x.shape.length - 1] as number;
  const rows = sizeOf(x.shape) / length;
  const padded = 2 ** Math.ceil(Math.log2(length));
  const start = device.prepare({
    inputs: [],
    output: 'int32',
    space: [rows, padded],
    emit: (_e, at) => at.coordinate(1),
  });
  const pass = device.prepare(passKernel(x.dtype, rows, length, padded, descending));
  const cut = padded === length ? null : device.prepare(cutKernel(rows, padded, length));
  return ([values]) => {
    let places = start([]);
    const become = (next: DeviceBuffer): void => {
      device.release(places);
      places = next;
    };
    for (let stretch = 2; stretch <= padded; stretch *= 2) {
      for (let distance = stretch / 2; distance >= 1; distance /= 2) {
        become(pass([values as DeviceBuffer, places], [distance, stretch]));
      }
    }
    if (cut) become(cut([places]));
    return [places];
  };
}

/** Values of the last axis by their places. */
export function permuteKernel(x: ValueType): Kernel {
  const length = x.shape[x.shape.length - 1] as number;
  return {
    inputs: [x.dtype, 'int32'],
    output: x.dtype,
    space: [sizeOf(x.shape) / length, length],
    emit: (e, at) => {
      const from = e.bind('int', e.load(1, at.index));
      return e.load(0, affine([[at.coordinate(0), length], [from, 1]])); // biome-ignore format: one place
    },
  };
}
