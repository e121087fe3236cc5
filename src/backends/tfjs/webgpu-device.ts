/**
 * WebGPU through tfjs: its buffers and command batching, its matrix product and plain convolution; everything else is
 * generated.
 */
import '@tensorflow/tfjs-backend-webgpu';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type DataId, env, type TensorInfo } from '@tensorflow/tfjs-core';
import { allocate, type TypedArray } from '../../base/dtype';
import { ProblemError, problem } from '../../base/problem';
import { sizeOf } from '../../base/shape';
import type { Conv2dSpec, Device, DeviceBuffer, MatmulSpec, Runnable } from '../lowering/device';
import { type Kernel, scalarOf } from '../lowering/kernel';
import { GpuBuffers, infoOf, tfjsKernel } from './gpu-buffer';
import { cutProduct } from './long-product';
import { threefryRounds } from './shader-functions';
import { createStacker } from './stacking';
import { writeWgsl } from './wgsl';

const WORKGROUP = 64;
/** Storage arrays a shader may bind by default are eight; one is the result. */
const MAX_INPUTS = 7;
/** tfjs' tags for its matrix programs. */
const SMALL_OUTPUT = 2;
const CHOOSE = -1;
const LONG_INNER = 2000;
/** Milliseconds. */
const LOSS_IS_TOLD_WITHIN = 500;

/** @throws ProblemError code `backend-unavailable` without WebGPU. */
export async function createWebgpuDevice(): Promise<Device> {
  const gpu = await openDevice();
  configure();
  const backend = new WebGPUBackend(gpu.device, gpu.info);
  const buffers = new GpuBuffers((dataId: DataId) => backend.disposeData(dataId));
  const failures = watchErrors(gpu.device);
  const own = (info: TensorInfo, like: { dtype: DeviceBuffer['dtype'] }): DeviceBuffer =>
    buffers.own(info.dataId, like.dtype, sizeOf(info.shape));
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `strata${names.size}_`;
    names.set(text, name);
    return name;
  };
  const { maxStorageBufferBindingSize } = gpu.device.limits;
  /** The device would only complain later, in an event, of a buffer it cannot make. */
  const mustFit = (length: number): void => {
    if (length * 4 > maxStorageBufferBindingSize) throw new Error(`Out of memory: an array of ${length} elements.`);
  };
  const run = (
    code: string,
    length: number,
    inputs: TensorInfo[],
    dtype: string,
    params: readonly number[],
  ): TensorInfo => {
    mustFit(length);
    return backend.runWebGPUProgram(
      {
        variableNames: inputs.map((_, k) => `in${k}`),
        outputShape: [length],
        dispatchLayout: { x: [0] },
        dispatch: [Math.ceil(length / WORKGROUP), 1, 1],
        workgroupSize: [WORKGROUP, 1, 1],
        size: true,
        uniforms: params.map((_, k) => `p${k} : i32,`).join(' '),
        shaderKey: nameOf(code),
        getUserCode: () => code,
      },
      inputs,
      dtype as 'float32',
      params.map((p) => ({ type: 'int32', data: [p] })),
    );
  };

  const prepare = (kernel: Kernel): Runnable => {
    const code = writeWgsl(kernel);
    const length = sizeOf(kernel.space);
    return (inputs, params = []) =>
      own(
        run(
          code,
          length,
          inputs.map((b) => infoOf(b)),
          kernel.output,
          params,
        ),
        { dtype: kernel.output },
      );
  };
  const product = tfjsKernel('BatchMatMul', 'webgpu', backend);
  const multiply = (s: MatmulSpec, a: DeviceBuffer, b: DeviceBuffer): DeviceBuffer => {
    chooseProgram(s.batch === 1 && s.k >= LONG_INNER && s.m * s.n > 128);
    return own(
      product(
        {
          a: infoOf(a, s.transposeA ? [s.batch, s.k, s.m] : [s.batch, s.m, s.k]),
          b: infoOf(b, s.transposeB ? [s.batch, s.n, s.k] : [s.batch, s.k, s.n]),
        },
        { transposeA: s.transposeA, transposeB: s.transposeB },
      ),
      { dtype: 'float32' },
    );
  };

  const convolve = tfjsKernel('Conv2D', 'webgpu', backend);
  const conv2d =
    (s: Conv2dSpec) =>
    (x: DeviceBuffer, kernel: DeviceBuffer): DeviceBuffer => {
      const [[top, bottom], [left, right]] = s.padding;
      const columns = s.kernel[0] * s.kernel[1] * s.kernel[2];
      chooseProgram(s.x[0] === 1 && columns >= LONG_INNER);
      const out = convolve(
        { x: infoOf(x, [...s.x]), filter: infoOf(kernel, [...s.kernel]) },
        {
          strides: s.strides,
          pad: [
            [0, 0],
            [top, bottom],
            [left, right],
            [0, 0],
          ],
          dataFormat: 'NHWC',
          dilations: [1, 1],
        },
      );
      return own(out, { dtype: 'float32' });
    };

  const device: Device = {
    name: 'webgpu',
    label: gpu.info?.vendor ? `WebGPU (${gpu.info.vendor})` : 'WebGPU',
    maxInputs: MAX_INPUTS,
    maxPatches: 1 << 24,
    parallel: true,
    upload: (values, dtype) => {
      mustFit(values.length);
      // No texture or buffer is empty: an array without elements is kept as one that nobody reads.
      const data = values.length === 0 ? allocate(dtype, 1) : values.slice();
      const info = backend.makeTensorInfo([data.length], dtype as 'float32', data as Float32Array);
      backend.uploadToGPU(info.dataId);
      return buffers.own(info.dataId, dtype, values.length);
    },
    read: async (buffer) => {
      buffers.retain(buffer);
      try {
        if (buffer.length === 0) return allocate(buffer.dtype, 0);
        const values = (await backend.read(infoOf(buffer).dataId)) as TypedArray;
        failures.check();
        return forgetCopy(backend, infoOf(buffer).dataId, values);
      } catch (error) {
        // A read fails at once on a lost device; the loss itself is announced a little later.
        await Promise.race([gpu.device.lost, new Promise((resolve) => setTimeout(resolve, LOSS_IS_TOLD_WITHIN))]);
        throw error;
      } finally {
        buffers.release(buffer);
      }
    },
    readNow: (buffer) => {
      const { dataId } = infoOf(buffer);
      return forgetCopy(backend, dataId, backend.readSync(dataId) as TypedArray);
    },
    retain: (buffer) => buffers.retain(buffer),
    release: (buffer) => buffers.release(buffer),
    prepare,
    matmul: (spec) => cutProduct({ prepare, release: (b) => buffers.release(b) }, spec, multiply),
    randomUniform: (key, length) =>
      own(run(RANDOM_UNIFORM, length, [], 'float32', [key[0] | 0, key[1] | 0]), { dtype: 'float32' }),
    row: (source, offset, length) => {
      const code = rowCode(scalarOf(source.dtype) === 'float' ? 'f32' : 'i32');
      return own(run(code, length, [infoOf(source)], source.dtype, [offset]), source);
    },
    stack: createStacker({ prepare, retain: (b) => buffers.retain(b), release: (b) => buffers.release(b) }, MAX_INPUTS),
    conv2d,
    memory: () => {
      flush(backend);
      return { arrays: buffers.alive, bytes: backend.memory().numBytesInGPU };
    },
    sync: async () => {
      flush(backend);
      await gpu.device.queue.onSubmittedWorkDone();
      failures.check();
    },
    close: () => {
      backend.dispose();
      gpu.device.destroy();
    },
    onLost: (listener) => {
      void gpu.device.lost.then((info) => listener(info.message || info.reason));
    },
  };
  return device;
}

interface Opened {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo | undefined;
}

async function openDevice(): Promise<Opened> {
  if (typeof navigator === 'undefined' || !navigator.gpu) throw unavailable('this browser has no WebGPU');
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw unavailable('no graphics card is offered to WebGPU');
  const { limits } = adapter;
  const device = await adapter.requestDevice({
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  });
  return { device, info: adapter.info };
}

function unavailable(reason: string): ProblemError {
  return new ProblemError(problem('backend-unavailable', `WebGPU cannot be used: ${reason}.`));
}

function configure(): void {
  // Small kernels handed to JavaScript would need values that are on the card.
  env().set('WEBGPU_CPU_FORWARD', false);
  env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', 40);
}

/** Out-of-memory errors arrive as events; they are kept until something waits for results. */
function watchErrors(device: GPUDevice): { check(): void } {
  let failure: GPUError | null = null;
  device.addEventListener('uncapturederror', (event) => {
    failure ??= event.error;
  });
  return {
    check: () => {
      if (!failure) return;
      const { message } = failure;
      const memory = failure instanceof GPUOutOfMemoryError;
      failure = null;
      throw new Error(memory ? `Out of memory: ${message}` : message);
    },
  };
}

/** tfjs' program for long products adds with atomics, in an order that changes from run to run: never that one. */
function chooseProgram(long: boolean): void {
  env().set('WEBGPU_MATMUL_PROGRAM_TYPE', long ? SMALL_OUTPUT : CHOOSE);
}

function flush(backend: WebGPUBackend): void {
  const internals = backend as unknown as { commandEncoder: GPUCommandEncoder | null };
  if (!internals.commandEncoder) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

function forgetCopy(backend: WebGPUBackend, dataId: DataId, values: TypedArray): TypedArray {
  const data = backend.tensorMap.get(dataId) as { values: unknown; resource?: unknown };
  if (data.resource) data.values = null;
  return values;
}

const rowCode = (type: string): string => `
fn main(i: i32) {
  if (i >= uniforms.size) { return; }
  result[i] = ${type}(in0[i + uniforms.p0]);
}`;

const RANDOM_UNIFORM = `
fn main(i: i32) {
  if (i >= uniforms.size) { return; }
  let k0: u32 = bitcast<u32>(uniforms.p0);
  let k1: u32 = bitcast<u32>(uniforms.p1);
  let k2: u32 = k0 ^ k1 ^ 0x1bd11bdau;
  var x0: u32 = 0u;
  var x1: u32 = u32(i);
  ${threefryRounds()}
  result[i] = f32((x0 ^ x1) >> 9u) * 1.1920928955078125e-7;
}`;
