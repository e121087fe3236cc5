/**
 * WebGL2 through tfjs: its textures, its shader runner and its matrix product; everything else is generated. Arrays are
 * always unpacked here (one value per texel), so a reshape is free and no padding exists to be summed by mistake.
 * Integers are stored as floats too: they are exact up to 2^24.
 */
import '@tensorflow/tfjs-backend-webgl';
import { MathBackendWebGL, setWebGLContext } from '@tensorflow/tfjs-backend-webgl';
import { type DataId, env, type TensorInfo } from '@tensorflow/tfjs-core';
import { allocate, type TypedArray } from '../../base/dtype';
import { ProblemError, problem } from '../../base/problem';
import { sizeOf } from '../../base/shape';
import type { Device, DeviceBuffer, MatmulSpec, Runnable } from '../lowering/device';
import type { Kernel } from '../lowering/kernel';
import { TextureLayout, writeGlsl } from './glsl';
import { GpuBuffers, infoOf, tfjsKernel } from './gpu-buffer';
import { cutProduct, vectorProduct } from './long-product';
import { macrotask } from './macrotask';
import { threefryRounds } from './shader-functions';
import { createStacker } from './stacking';

/** Beyond so many bytes, freed textures are deleted rather than kept for reuse. */
const KEPT_TEXTURES = 512 * 2 ** 20;

const MAX_INPUTS = 14;

/**
 * @throws ProblemError code `backend-unavailable` without WebGL2, `backend-precision` where shaders cannot write
 * 32-bit floats: half precision would train to something else without saying so.
 */
export async function createWebglDevice(): Promise<Device> {
  const canvas = openCanvas();
  configure();
  const backend = new MathBackendWebGL(canvas);
  const { gpgpu } = backend;
  const gl = gpgpu.gl as WebGL2RenderingContext;
  pollQuickly(backend);
  const buffers = new GpuBuffers((dataId: DataId) => backend.disposeData(dataId));
  const layout = new TextureLayout(gl.getParameter(gl.MAX_TEXTURE_SIZE) as number);
  const runProgram = shaderRunner(backend);
  const info = (b: DeviceBuffer): TensorInfo => infoOf(b, layout.shape(b.length));
  const own = (made: TensorInfo, dtype: DeviceBuffer['dtype'], length: number): DeviceBuffer =>
    buffers.own(made.dataId, dtype, length);

  const prepare = (kernel: Kernel): Runnable => {
    const length = sizeOf(kernel.space);
    const program = {
      variableNames: kernel.inputs.map((_, k) => `in${k}`),
      outputShape: layout.shape(length),
      userCode: writeGlsl(kernel, layout),
      enableShapeUniforms: true,
      customUniforms: Array.from({ length: kernel.params ?? 0 }, (_, k) => ({ name: `p${k}`, type: 'int' as const })),
    };
    return (inputs, params = []) =>
      own(runProgram(program, inputs.map(info), kernel.output, params), kernel.output, length);
  };
  const product = tfjsKernel('BatchMatMul', 'webgl', backend);

  const multiply = (s: MatmulSpec, a: DeviceBuffer, b: DeviceBuffer): DeviceBuffer => {
    const packed = product(
      {
        a: infoOf(a, s.transposeA ? [s.batch, s.k, s.m] : [s.batch, s.m, s.k]),
        b: infoOf(b, s.transposeB ? [s.batch, s.n, s.k] : [s.batch, s.k, s.n]),
      },
      { transposeA: s.transposeA, transposeB: s.transposeB },
    );
    const length = s.batch * s.m * s.n;
    const unpack = {
      variableNames: ['A'],
      packedInputs: true,
      outputShape: layout.shape(length),
      userCode: unpackCode(s, layout),
      customUniforms: [],
    };
    const out = runProgram(unpack, [{ ...packed, shape: [s.batch, s.m, s.n] }], 'float32', []);
    backend.disposeData(packed.dataId);
    return own(out, 'float32', length);
  };

  const device: Device = {
    name: 'webgl',
    label: 'WebGL',
    maxInputs: MAX_INPUTS,
    maxPatches: 1 << 23,
    parallel: true,
    upload: (values, dtype) => {
      const shape = layout.shape(values.length);
      const data = allocate(dtype, shape[0] * shape[1]);
      data.set(values);
      const made = backend.makeTensorInfo(shape, dtype as 'float32', data as Float32Array);
      backend.uploadToGPU(made.dataId);
      return own(made, dtype, values.length);
    },
    read: async (buffer) => {
      buffers.retain(buffer);
      try {
        const { dataId } = info(buffer);
        const values = (await backend.read(dataId)) as TypedArray;
        failIfOutOfMemory(gl);
        return withoutPadding(forgetCopy(backend, dataId, values), buffer.length);
      } finally {
        buffers.release(buffer);
      }
    },
    readNow: (buffer) => {
      const { dataId } = info(buffer);
      return withoutPadding(forgetCopy(backend, dataId, backend.readSync(dataId) as TypedArray), buffer.length);
    },
    retain: (buffer) => buffers.retain(buffer),
    release: (buffer) => buffers.release(buffer),
    prepare,
    matmul: (spec) =>
      spec.m === 1 || spec.n === 1
        ? vectorProduct(device, spec)
        : cutProduct({ prepare, release: (b) => buffers.release(b) }, spec, multiply),
    randomUniform: (key, length) => {
      const program = {
        variableNames: [],
        outputShape: layout.shape(length),
        userCode: randomCode(layout),
        enableShapeUniforms: true,
        customUniforms: [
          { name: 'key0', type: 'int' as const },
          { name: 'key1', type: 'int' as const },
        ],
      };
      return own(runProgram(program, [], 'float32', [key[0] | 0, key[1] | 0]), 'float32', length);
    },
    row: (source, offset, length) => own(shallowRow(backend, info(source), offset, length), source.dtype, length),
    stack: createStacker({ prepare, retain: (b) => buffers.retain(b), release: (b) => buffers.release(b) }, MAX_INPUTS),
    memory: () => ({ arrays: buffers.alive, bytes: backend.memory().numBytesInGPU }),
    sync: async () => {
      await gpgpu.createAndWaitForFence();
      failIfOutOfMemory(gl);
    },
    close: () => {
      backend.dispose();
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
    onLost: (listener) => {
      canvas.addEventListener('webglcontextlost', (event) => {
        event.preventDefault();
        listener((event as WebGLContextEvent).statusMessage || 'the browser took the WebGL context away');
      });
    },
  };
  return device;
}

function openCanvas(): OffscreenCanvas {
  if (typeof OffscreenCanvas === 'undefined') throw unavailable('this browser has no OffscreenCanvas');
  const canvas = new OffscreenCanvas(1, 1);
  const gl = canvas.getContext('webgl2', {
    alpha: false,
    antialias: false,
    premultipliedAlpha: false,
    preserveDrawingBuffer: false,
    depth: false,
    stencil: false,
    powerPreference: 'high-performance',
  });
  if (!gl) throw unavailable('this browser gives no WebGL2 context');
  // tfjs would fall back to 16-bit textures without a word.
  if (!gl.getExtension('EXT_color_buffer_float')) {
    throw new ProblemError(
      problem('backend-precision', 'The graphics card computes in half precision only under WebGL.', {
        expected: 'textures of 32-bit floats that shaders can write',
        received: '16-bit floats',
        fixes: [{ label: 'Use the CPU', action: 'change-backend', params: { backend: 'cpu' } }],
      }),
    );
  }
  // tfjs asks its flags of a context of its own, which it refuses to make on software drivers.
  setWebGLContext(2, gl as unknown as WebGLRenderingContext);
  return canvas;
}

function unavailable(reason: string): ProblemError {
  return new ProblemError(problem('backend-unavailable', `WebGL cannot be used: ${reason}.`));
}

function configure(): void {
  env().set('WEBGL_VERSION', 2);
  // Packed textures keep padding beside the values; unary kernels with f(0) != 0 fill it and matrix products sum it.
  env().set('WEBGL_PACK', false);
  // Products stay packed until they are unpacked into this project's own texture layout.
  env().set('WEBGL_LAZILY_UNPACK', true);
  env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', KEPT_TEXTURES);
  // Small kernels handed to JavaScript would stall on reading what is already on the card.
  env().set('WEBGL_CPU_FORWARD', false);
  env().set('WEBGL2_ISNAN_CUSTOM', true);
}

interface Program {
  variableNames: string[];
  outputShape: number[];
  userCode: string;
  customUniforms: { name: string; type: 'int' }[];
}

/**
 * Runs shaders under short names: tfjs looks compiled programs up by their whole text, which would hash kilobytes at
 * every call. The text is put back only while a program is compiled.
 */
function shaderRunner(backend: MathBackendWebGL) {
  const names = new Map<string, string>();
  const internals = backend as unknown as { getAndSaveBinary(key: string, make: () => unknown): unknown };
  const original = internals.getAndSaveBinary.bind(backend);
  let compiling: { program: Program; text: string } | null = null;
  internals.getAndSaveBinary = (key, make) =>
    original(key, () => {
      if (!compiling) return make();
      const { program, text } = compiling;
      const name = program.userCode;
      program.userCode = text;
      try {
        return make();
      } finally {
        program.userCode = name;
      }
    });
  const texts = new WeakMap<Program, string>();
  return (program: Program, inputs: TensorInfo[], dtype: string, params: readonly number[]): TensorInfo => {
    let text = texts.get(program);
    if (text === undefined) {
      text = program.userCode;
      texts.set(program, text);
      const name = names.get(text) ?? `kernel ${names.size}`;
      names.set(text, name);
      program.userCode = name;
    }
    compiling = { program, text };
    try {
      return backend.runWebGLProgram(
        program,
        inputs,
        dtype as 'float32',
        params.map((p) => [p]),
      );
    } finally {
      compiling = null;
    }
  };
}

/** After a read tfjs keeps the values beside the texture; the texture alone stays the truth here. */
function forgetCopy(backend: MathBackendWebGL, dataId: DataId, values: TypedArray): TypedArray {
  const data = backend.texData.get(dataId);
  if (data.texture) delete data.values;
  return values;
}

/** tfjs waits for fences with nested timers, which browsers stretch to 4 ms each; macrotasks are not stretched. */
function pollQuickly(backend: MathBackendWebGL): void {
  backend.gpgpu.pollFence = async (fence) => {
    const start = performance.now();
    while (!fence.isFencePassed()) {
      if (backend.gpgpu.gl.isContextLost()) throw new Error('The WebGL context was lost.');
      await macrotask(performance.now() - start > 20 ? 2 : 0);
    }
  };
}

function failIfOutOfMemory(gl: WebGL2RenderingContext): void {
  if (gl.getError() === gl.OUT_OF_MEMORY) throw new Error('WebGL ran out of memory.');
}

/** Part of a texture as an array of its own: tfjs counts who shares a texture, and shaders add the offset. */
function shallowRow(backend: MathBackendWebGL, source: TensorInfo, offset: number, length: number): TensorInfo {
  const whole = backend.texData.get(source.dataId);
  const origDataId = whole.slice?.origDataId ?? source.dataId;
  const row = backend.makeTensorInfo([length], source.dtype);
  const flatOffset = offset + (whole.slice?.flatOffset ?? 0);
  Object.assign(backend.texData.get(row.dataId), whole, {
    refCount: 1,
    shape: [length],
    slice: { flatOffset, origDataId },
  });
  backend.dataRefCount.set(origDataId, (backend.dataRefCount.get(origDataId) ?? 1) + 1);
  return row;
}

const withoutPadding = (values: TypedArray, length: number): TypedArray =>
  values.length === length ? values : values.slice(0, length);

/** Reads a result of tfjs' product, which holds two rows by two columns in a texel. */
const unpackCode = (s: MatmulSpec, layout: TextureLayout): string => `
void main() {
  int i = ${layout.element};
  int q = i / ${s.n};
  int column = i - q * ${s.n};
  int matrix = q / ${s.m};
  int row = q - matrix * ${s.m};
  setOutput(getChannel(getA(matrix, row, column), vec2(row, column)));
}`;

const randomCode = (layout: TextureLayout): string => `
void main() {
  uint k0 = uint(key0);
  uint k1 = uint(key1);
  uint k2 = k0 ^ k1 ^ 0x1bd11bdau;
  uint x0 = 0u;
  uint x1 = uint(${layout.element});
  ${threefryRounds()}
  setOutput(float((x0 ^ x1) >> 9u) * 1.1920928955078125e-7);
}`;
