/** Arrays on a GPU: tfjs' data ids with a count of their owners. */
import type { DataId, KernelFunc, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { getKernel, type KernelBackend } from '@tensorflow/tfjs-core';
import type { DType } from '../../base/dtype';
import type { DeviceBuffer } from '../lowering/device';

export interface GpuBuffer extends DeviceBuffer {
  readonly dataId: DataId;
  references: number;
}

/** Counts arrays alive and frees each when its last owner lets go. */
export class GpuBuffers {
  alive = 0;
  constructor(private readonly free: (dataId: DataId) => void) {}

  own(dataId: DataId, dtype: DType, length: number): GpuBuffer {
    this.alive++;
    return { dataId, dtype, length, references: 1 };
  }

  retain(buffer: DeviceBuffer): void {
    (buffer as GpuBuffer).references++;
  }

  release(buffer: DeviceBuffer): void {
    const b = buffer as GpuBuffer;
    if (--b.references > 0) return;
    this.alive--;
    this.free(b.dataId);
  }
}

/** A buffer as tfjs sees a tensor. Random keys never get here. */
export function infoOf(buffer: DeviceBuffer, shape: number[] = [Math.max(buffer.length, 1)]): TensorInfo {
  return { dataId: (buffer as GpuBuffer).dataId, shape, dtype: buffer.dtype as 'float32' | 'int32' | 'bool' };
}

/** A kernel of tfjs, called without its engine: no tensors, no tape, no scopes. */
export function tfjsKernel(
  name: string,
  kind: 'webgl' | 'webgpu',
  backend: KernelBackend,
): (inputs: NamedTensorInfoMap, attrs: Record<string, unknown>) => TensorInfo {
  const config = getKernel(name, kind);
  if (!config) throw new Error(`tfjs has no kernel ${name} for ${kind}.`);
  const run: KernelFunc = config.kernelFunc;
  return (inputs, attrs) => {
    const out = run({ inputs, attrs: attrs as NamedAttrMap, backend });
    return Array.isArray(out) ? (out[0] as TensorInfo) : out;
  };
}
