/**
 * The faults of tfjs 4.22 this project works around: each test shows plain tfjs going wrong and Strata's backend right,
 * so a work-around that is lost, or no longer needed, is noticed.
 */
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { createTfjsBackend, type DeviceKind } from '../../../src/backends/tfjs';
import type { TypedArray } from '../../../src/base/dtype';
import * as ops from '../../../src/ops';
import { backendResults } from '../../contract/primitives/suite';

/** What tfjs alone computes. */
async function plain(
  kind: 'webgl' | 'webgpu',
  work: () => tf.Tensor,
  flags: Record<string, boolean> = {},
): Promise<number[]> {
  for (const [name, value] of Object.entries(flags)) tf.env().set(name, value);
  // tfjs refuses software drivers unless it is told that it is tested.
  if (kind === 'webgl') tf.env().set('SOFTWARE_WEBGL_ENABLED', true);
  expect(await tf.setBackend(kind)).toBe(true);
  await tf.ready();
  const out = tf.tidy(work);
  const values = [...(await out.data())];
  out.dispose();
  return values;
}

/** What Strata computes. */
async function ours(kind: DeviceKind, program: ops.Program, inputs: readonly TypedArray[]): Promise<number[]> {
  const backend = await createTfjsBackend(kind);
  const [out] = await backendResults(backend, program, inputs);
  backend.close();
  return [...(out as TypedArray)];
}

const far = (a: readonly number[], b: readonly number[]): boolean =>
  a.some((v, i) => !(Math.abs(v - (b[i] as number)) <= 1e-3 * Math.max(1, Math.abs(b[i] as number))));

async function expectWorkedAround(wrong: number[], right: number[], expected: number[]): Promise<void> {
  expect(far(wrong, expected), `plain tfjs gives ${wrong}`).toBe(true);
  expect(far(right, expected), `Strata gives ${right}`).toBe(false);
}

describe('webgpu', () => {
  test('a cast from bool or int32 to float32 makes floats, where tfjs relabels what is stored', async () => {
    await tf.setBackend('webgpu');
    await tf.ready();
    const masks = [tf.greater(tf.tensor1d([1, 2, 3]), 1.5), tf.tensor1d([0, 1, 1], 'int32')];
    for (const mask of masks) {
      const cast = tf.cast(mask, 'float32');
      expect(cast.dtype).toBe('float32');
      expect(await cast.data()).not.toBeInstanceOf(Float32Array);
    }
    const backend = await createTfjsBackend('webgpu');
    for (const dtype of ['bool', 'int32'] as const) {
      const program = ops.trace([{ shape: [3], dtype }], (x) => [ops.convert(x, 'float32')]);
      const values = dtype === 'bool' ? Uint8Array.of(0, 1, 1) : Int32Array.of(0, 1, 1);
      const [out] = await backendResults(backend, program, [values]);
      expect(out).toEqual(Float32Array.of(0, 1, 1));
    }
    backend.close();
  });
});

describe('webgl', () => {
  test('padding of packed textures stays out of matrix products', async () => {
    const values = Float32Array.from({ length: 9 }, () => 0.5);
    const wrong = await plain(
      'webgl',
      () => {
        const e = tf.cos(tf.tensor2d(values, [3, 3]));
        return tf.matMul(e, e);
      },
      { WEBGL_PACK: true, WEBGL_CPU_FORWARD: false, WEBGL_LAZILY_UNPACK: true },
    );
    const program = ops.trace([{ shape: [3, 3], dtype: 'float32' }], (x) => [ops.matmul(ops.cos(x), ops.cos(x))]);
    const each = 3 * Math.cos(0.5) ** 2;
    await expectWorkedAround(wrong, await ours('webgl', program, [values]), new Array<number>(9).fill(each));
  });

  test('the maximum of a window below -1e20 is that maximum', async () => {
    const values = Float32Array.of(-1e30, -2e30, -3e30, -4e30);
    const wrong = await plain('webgl', () => tf.maxPool(tf.tensor4d(values, [1, 2, 2, 1]), 2, 2, 'valid'), {
      WEBGL_CPU_FORWARD: false,
    });
    const pool: ops.PoolAttributes = {
      window: [2, 2],
      strides: [2, 2],
      padding: [
        [0, 0],
        [0, 0],
      ],
    };
    const program = ops.trace([{ shape: [1, 2, 2, 1], dtype: 'float32' }], (x) => [ops.maxPool(x, pool)]);
    await expectWorkedAround(wrong, await ours('webgl', program, [values]), [-1e30]);
  });
});

describe.each(['webgl', 'webgpu'] as const)('%s', (kind) => {
  test('dilated convolution has a derivative', async () => {
    const attrs: ops.ConvAttributes = {
      strides: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ],
      dilation: [2, 2],
      groups: 1,
    };
    await expect(
      plain(kind, () => {
        const k = tf.ones<tf.Rank.R4>([2, 2, 1, 1]);
        return tf.grad((x) => tf.sum(tf.conv2d(x as tf.Tensor4D, k, 1, 'valid', 'NHWC', 2)))(tf.ones([1, 3, 3, 1]));
      }),
    ).rejects.toThrow();
    const t = new ops.Trace();
    const program = ops.withTrace(t, () => {
      const x = t.input({ shape: [1, 3, 3, 1], dtype: 'float32' });
      return t.finish(ops.gradients(t, ops.sum(ops.conv(x, ops.ones([2, 2, 1, 1]), attrs)), [x]));
    });
    expect(await ours(kind, program, [new Float32Array(9).fill(1)])).toEqual([1, 0, 1, 0, 0, 0, 1, 0, 1]);
  });
});
