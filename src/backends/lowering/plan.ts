/**
 * Compiles a program into steps for a device and runs them. All decisions (fusion, shapes, kernels, when each value
 * dies) are made at compile time; a run only calls kernels and gives back what is no longer read.
 */
import { type TypedArray, toTyped } from '../../base/dtype';
import { sizeOf } from '../../base/shape';
import { type Equation, type Program, type ValueId, valueType } from '../../ops/program';
import type { Device, DeviceBuffer } from './device';
import { planEndings } from './endings';
import { type Fusion, planFusion } from './fusion';
import { type Graph, graphOf, isHostEquation } from './graph';
import { groupKernel, planGroups } from './groups';
import { HostBuffer, release, retain } from './host';
import { lowerEquation } from './lower';
import type { Lowered } from './lowering';

/** Literals up to this many elements are uploaded once; larger ones are made at each run. */
const KEPT_LITERAL = 1 << 20;

interface Step {
  readonly run: Lowered;
  readonly reads: readonly ValueId[];
  readonly writes: readonly ValueId[];
  /** Values nobody reads after this step. */
  readonly dead: readonly ValueId[];
}

/** Steps by the result in whose place they run; null for what is made along with it. */
type Joint = ReadonlyMap<ValueId, Omit<Step, 'dead'> | null>;

export class Plan {
  private readonly steps: readonly Step[];
  private readonly constants = new Map<ValueId, DeviceBuffer>();
  private readonly owned: (() => void)[] = [];
  /** Values alive to the end that a run must give back itself. */
  private readonly lasting: readonly ValueId[];
  private readonly inputsUnread: readonly number[];

  constructor(
    private readonly device: Device,
    readonly program: Program,
  ) {
    const graph = graphOf(program);
    const fusion = planFusion(graph, device.fused === false ? 0 : device.maxInputs);
    const ended = this.endings(graph, fusion);
    const grouped = new Map([...this.groups(graph, fusion, ended), ...ended]);
    const drafts = program.equations.flatMap((eq) => {
      const id = eq.outputs[0] as ValueId;
      const together = grouped.get(id);
      if (together) return [together];
      return together === null ? [] : this.draft(graph, fusion, eq);
    });
    const lastRead = new Map<ValueId, number>();
    drafts.forEach((d, i) => {
      for (const id of d.reads) lastRead.set(id, i);
    });
    const kept = new Set(program.outputs);
    this.steps = drafts.map((d, i) => {
      const ends = d.reads.filter((id) => lastRead.get(id) === i);
      const unread = d.writes.filter((id) => !lastRead.has(id));
      const dead = [...new Set([...ends, ...unread])].filter((id) => !kept.has(id) && !this.constants.has(id));
      return { ...d, dead };
    });
    this.lasting = [...kept].filter((id) => !this.constants.has(id));
    this.inputsUnread = program.inputs
      .map((_, i) => i)
      .filter((i) => {
        const id = program.inputs[i] as ValueId;
        return !lastRead.has(id) && !kept.has(id);
      });
  }

  /** Products that end with a bias, by the result that is stored; null for what is made along with it. */
  private endings(graph: Graph, fusion: Fusion): Joint {
    const { device } = this;
    const out = new Map<ValueId, Omit<Step, 'dead'> | null>();
    const { ready } = device;
    if (!ready?.end || device.fused === false) return out;
    const types = (ids: readonly ValueId[]) => ids.map((id) => valueType(graph.program, id));
    for (const [result, { product, bias, relu }] of planEndings(graph, fusion)) {
      const call = ready.plan(product, types(product.inputs), types(product.outputs));
      const whole = call && ready.end(call, relu);
      if (!whole) continue;
      const run = ready.prepare(whole);
      out.set(product.outputs[0] as ValueId, null);
      out.set(result, { run: (args) => [run(args)], reads: [...product.inputs, bias], writes: [result] });
    }
    return out;
  }

  /** Steps of pointwise kernels that run as one, by the result in whose place they run; null for what is made along with it. */
  private groups(graph: Graph, fusion: Fusion, ended: Joint): Joint {
    const { device } = this;
    const out = new Map<ValueId, Omit<Step, 'dead'> | null>();
    if (!device.prepareGroup || device.fused === false) return out;
    for (const [anchor, group] of planGroups(graph, fusion, device.maxInputs, (id) => ended.has(id))) {
      const run = device.prepareGroup(groupKernel(graph, fusion.inlined, group));
      if (!run) continue;
      const writes = group.members.map((eq) => eq.outputs[0] as ValueId);
      for (const id of writes) out.set(id, null);
      out.set(anchor, { run, reads: group.loads, writes });
    }
    return out;
  }

  private draft(graph: Graph, fusion: Fusion, eq: Equation): Omit<Step, 'dead'>[] {
    const { program } = graph;
    const out = eq.outputs[0] as ValueId;
    if (fusion.inlined.has(out)) return [];
    const literal = literalOf(program, eq);
    if (literal) {
      const { dtype } = valueType(program, out);
      this.constants.set(
        out,
        dtype === 'uint32' && !this.device.words
          ? new HostBuffer(literal as Uint32Array)
          : this.device.upload(literal, dtype),
      );
      return [];
    }
    const reads = isHostEquation(program, eq) ? eq.inputs : (fusion.loads.get(out) ?? eq.inputs);
    const run = lowerEquation({
      device: this.device,
      graph,
      inlined: fusion.inlined,
      eq,
      reads,
      compile: (body) => {
        const plan = new Plan(this.device, body);
        this.owned.push(() => plan.dispose());
        return plan;
      },
    });
    return [{ run, reads, writes: eq.outputs }];
  }

  /**
   * Runs the program. Inputs where `donated` holds are given back when last read; the caller owns the results.
   */
  run(inputs: readonly DeviceBuffer[], donated: (input: number) => boolean): DeviceBuffer[] {
    const { device, program } = this;
    const env: (DeviceBuffer | undefined)[] = new Array(program.values.length);
    /** Values this run has to give back. */
    const mine = new Uint8Array(program.values.length);
    for (const [id, buffer] of this.constants) env[id] = buffer;
    program.inputs.forEach((id, i) => {
      env[id] = inputs[i];
      if (donated(i)) mine[id] = 1;
    });
    const drop = (id: ValueId): void => {
      if (mine[id] !== 1) return;
      mine[id] = 0;
      release(device, env[id] as DeviceBuffer);
      env[id] = undefined;
    };
    try {
      for (const i of this.inputsUnread) drop(program.inputs[i] as ValueId);
      for (const step of this.steps) {
        const args = step.reads.map((id) => env[id] as DeviceBuffer);
        const results = step.run(args);
        step.writes.forEach((id, k) => {
          env[id] = results[k];
          mine[id] = 1;
        });
        for (const id of step.dead) drop(id);
      }
      const outputs = program.outputs.map((id) => {
        retain(device, env[id] as DeviceBuffer);
        return env[id] as DeviceBuffer;
      });
      for (const id of this.lasting) drop(id);
      return outputs;
    } catch (error) {
      mine.forEach((held, id) => {
        if (held) release(device, env[id] as DeviceBuffer);
      });
      throw error;
    }
  }

  dispose(): void {
    for (const buffer of this.constants.values()) release(this.device, buffer);
    this.constants.clear();
    for (const end of this.owned) end();
  }
}

/** The values of an equation that needs no inputs and is worth keeping. */
function literalOf(program: Program, eq: Equation): TypedArray | null {
  const type = valueType(program, eq.outputs[0] as ValueId);
  const n = sizeOf(type.shape);
  if (eq.op === 'constant') return toTyped(type.dtype, eq.attrs.data as TypedArray);
  if (n > KEPT_LITERAL && type.dtype !== 'uint32') return null;
  if (eq.op === 'full') return toTyped(type.dtype, new Float64Array(n).fill(eq.attrs.value as number));
  if (eq.op !== 'iota') return null;
  const axis = eq.attrs.axis as number;
  const inner = sizeOf(type.shape.slice(axis + 1));
  const length = type.shape[axis] as number;
  return toTyped(
    type.dtype,
    Float64Array.from({ length: n }, (_, i) => Math.floor(i / inner) % length),
  );
}
