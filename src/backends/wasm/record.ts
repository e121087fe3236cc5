/** Writes a program down on a tape: lowering is run once, then results are brought to where the caller wants them. */
import { sizeOf } from '../../base/shape';
import { bytesOf, type Program, type ValueId, valueType } from '../../ops/program';
import { Plan } from '../lowering/plan';
import { createRecorder, type Recording } from './device';
import { hoistPacking, sharePacking } from './hoist';
import { smallCalls } from './small-calls';
import type { Place, Tape } from './tape';

/**
 * @param donated positions of inputs the caller gives up. Output k takes over the memory of input k if that is given
 *   up and has as many bytes; other outputs get memory of their own.
 */
export function record(machine: Recording, program: Program, donated: ReadonlySet<number>): Tape {
  const recorder = createRecorder(machine);
  const plan = new Plan(recorder.device, program);
  const caller = (kind: 'input' | 'output', k: number, id: ValueId): Place => {
    const { shape, dtype } = valueType(program, id);
    return recorder.caller(kind, k, dtype, sizeOf(shape));
  };
  const inputs = program.inputs.map((id, k) => caller('input', k, id));
  const bytes = inputs.map((p) => p.bytes);
  const outputs = program.outputs.map((id, k) => {
    const size = bytesOf(valueType(program, id));
    return { bytes: size, replaces: donated.has(k) && bytes[k] === size ? k : null };
  });
  const results = plan.run(inputs, () => false).map((b) => b as Place);
  const targets = outputs.map((o, k) =>
    o.replaces === null ? caller('output', k, program.outputs[k] as ValueId) : (inputs[o.replaces] as Place),
  );
  const moves = results.map((from, k) => ({ from, to: targets[k] as Place, replaces: outputs[k]?.replaces ?? null }));
  for (const m of moves) if (m.replaces === null) recorder.copy(m.from, m.to);
  const overwritten = new Set(moves.filter((m) => m.replaces !== null).map((m) => m.to.storage));
  const rest = moves.filter((m) => m.replaces !== null && m.from.storage !== m.to.storage);
  // What another output is about to overwrite is put aside first.
  const safe = rest.map((m) => {
    if (!overwritten.has(m.from.storage)) return m;
    const aside = recorder.make(m.from.dtype, m.from.length);
    recorder.copy(m.from, aside);
    return { ...m, from: aside };
  });
  for (const m of safe) recorder.copy(m.from, m.to);
  const commands = sharePacking(smallCalls(hoistPacking(recorder.commands), machine), machine.players ?? 1);
  return { commands, inputs: bytes.map((b) => ({ bytes: b })), outputs };
}
