/**
 * Loops: the body is compiled once and stepped by JavaScript, or by the device where it has loops of its own. Rows are
 * views where the device can share memory.
 */

import { allocate } from '../../base/dtype';
import { sizeOf } from '../../base/shape';
import { type ScanAttributes, scanAttributes } from '../../ops/primitives/scan';
import type { ValueType } from '../../ops/program';
import type { Device, DeviceBuffer } from './device';
import { HostBuffer, release, retain } from './host';
import type { Body, Lowered, Lowering } from './lowering';

export function lowerScan(l: Lowering, inputs: readonly ValueType[], outputs: readonly ValueType[]): Lowered {
  const { device } = l;
  const a = scanAttributes(l.eq.attrs);
  const fixed = a.constants + a.carries;
  const widths = inputs.slice(fixed).map((t) => sizeOf(t.shape.slice(1)));
  const body = l.compile(a.body);
  if (device.loop) return onDevice(device.loop, a, body, widths, outputs);
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

/**
 * One turn written down for all: carries have a place of their own, which the body reads and, last of all, sets anew.
 * A carry that is stacked as it came in is put away first, so that its place may be overwritten early.
 */
function onDevice(
  loop: NonNullable<Device['loop']>,
  a: ScanAttributes,
  body: Body,
  widths: readonly number[],
  outputs: readonly ValueType[],
): Lowered {
  const fixed = a.constants + a.carries;
  return (args) => {
    const [constants, initial, sequences] = [
      args.slice(0, a.constants),
      args.slice(a.constants, fixed),
      args.slice(fixed),
    ];
    if (a.length === 0 && outputs.length === a.carries) return initial;
    const carries = initial.map((c) => loop.make(c.dtype, c.length));
    initial.forEach((c, i) => {
      loop.copy(c, carries[i] as DeviceBuffer);
    });
    const stacks = outputs.slice(a.carries).map((t) => loop.make(t.dtype, sizeOf(t.shape)));
    if (a.length === 0) return [...carries, ...stacks];
    loop.run(a.length, a.reverse, (rowOf) => {
      const given = [...constants, ...carries, ...sequences.map((s, i) => rowOf(s, widths[i] as number))];
      const stack = (k: number, value: DeviceBuffer): void =>
        loop.copy(value, rowOf(stacks[k] as DeviceBuffer, value.length));
      const passed = a.body.outputs.slice(a.carries).map((id) => a.body.inputs.indexOf(id));
      passed.forEach((at, k) => {
        if (at >= 0) stack(k, given[at] as DeviceBuffer);
      });
      const results = body.run(given, () => false);
      passed.forEach((at, k) => {
        if (at < 0) stack(k, results[a.carries + k] as DeviceBuffer);
      });
      const next = results.slice(0, a.carries).map((r, i) => {
        if (r === carries[i] || !carries.includes(r)) return r;
        const kept = loop.make(r.dtype, r.length);
        loop.copy(r, kept);
        return kept;
      });
      next.forEach((r, i) => {
        if (r !== carries[i]) loop.copy(r, carries[i] as DeviceBuffer);
      });
    });
    return [...carries, ...stacks];
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
