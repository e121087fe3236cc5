/** Loops: the body is compiled once and stepped by JavaScript; rows are views where the device can share memory. */

import { allocate } from '../../base/dtype';
import { sizeOf } from '../../base/shape';
import { scanAttributes } from '../../ops/primitives/scan';
import type { ValueType } from '../../ops/program';
import type { Device, DeviceBuffer } from './device';
import { HostBuffer, release, retain } from './host';
import type { Lowered, Lowering } from './lowering';

export function lowerScan(l: Lowering, inputs: readonly ValueType[], outputs: readonly ValueType[]): Lowered {
  const { device } = l;
  const a = scanAttributes(l.eq.attrs);
  const fixed = a.constants + a.carries;
  const widths = inputs.slice(fixed).map((t) => sizeOf(t.shape.slice(1)));
  const body = l.compile(a.body);
  return (args) => {
    const constants = args.slice(0, a.constants);
    let carries = args.slice(a.constants, fixed);
    const sequences = args.slice(fixed);
    const stacks = outputs.slice(a.carries).map(() => new Array<DeviceBuffer>(a.length));
    for (let step = 0; step < a.length; step++) {
      const at = a.reverse ? a.length - 1 - step : step;
      const rows = sequences.map((s, i) => rowOf(device, s, at * (widths[i] as number), widths[i] as number));
      // The caller owns the first carries, this loop all later ones.
      const results = body.run(
        [...constants, ...carries, ...rows],
        (i) => i >= fixed || (i >= a.constants && step > 0),
      );
      carries = results.slice(0, a.carries);
      results.slice(a.carries).forEach((r, k) => {
        (stacks[k] as DeviceBuffer[])[at] = r;
      });
    }
    if (a.length === 0) for (const c of carries) retain(device, c);
    const stacked = stacks.map((rows, k) => {
      const out = stackOf(device, rows, outputs[a.carries + k] as ValueType);
      for (const r of rows) release(device, r);
      return out;
    });
    return [...carries, ...stacked];
  };
}

function rowOf(device: Device, source: DeviceBuffer, offset: number, length: number): DeviceBuffer {
  if (source instanceof HostBuffer) return new HostBuffer(source.values.subarray(offset, offset + length));
  return device.row(source, offset, length);
}

function stackOf(device: Device, rows: readonly DeviceBuffer[], type: ValueType): DeviceBuffer {
  if (type.dtype === 'uint32') {
    const all = new Uint32Array(sizeOf(type.shape));
    const width = rows.length === 0 ? 0 : all.length / rows.length;
    rows.forEach((r, i) => {
      all.set((r as HostBuffer).values, i * width);
    });
    return new HostBuffer(all);
  }
  return sizeOf(type.shape) === 0 ? device.upload(allocate(type.dtype, 0), type.dtype) : device.stack(rows);
}
