/** Joins many equal rows with kernels that read only a few arrays each. */
import type { DType } from '../../base/dtype';
import type { DeviceBuffer, Runnable } from '../lowering/device';
import type { Kernel } from '../lowering/kernel';
import { concatKernel } from '../lowering/moves';

interface Parts {
  prepare(kernel: Kernel): Runnable;
  retain(buffer: DeviceBuffer): void;
  release(buffer: DeviceBuffer): void;
}

export function createStacker(device: Parts, maxInputs: number): (rows: readonly DeviceBuffer[]) => DeviceBuffer {
  const joins = new Map<string, Runnable>();
  const join = (lengths: readonly number[], dtype: DType): Runnable => {
    const key = `${dtype} ${lengths}`;
    const known = joins.get(key);
    if (known) return known;
    const run = device.prepare(
      concatKernel(
        lengths.map((n) => [n]),
        0,
        dtype,
      ),
    );
    joins.set(key, run);
    return run;
  };
  const stack = (rows: readonly DeviceBuffer[]): DeviceBuffer => {
    const first = rows[0] as DeviceBuffer;
    if (rows.length === 1) {
      device.retain(first);
      return first;
    }
    if (rows.length <= maxInputs)
      return join(
        rows.map((r) => r.length),
        first.dtype,
      )(rows);
    const pieces: DeviceBuffer[] = [];
    for (let i = 0; i < rows.length; i += maxInputs) pieces.push(stack(rows.slice(i, i + maxInputs)));
    const out = stack(pieces);
    for (const p of pieces) device.release(p);
    return out;
  };
  return stack;
}
