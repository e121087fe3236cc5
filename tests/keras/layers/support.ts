/** Builds single layers as the studio does and reports what it would show of them. */
import type { JsonObject } from '../../../src/base/json';
import { type Problem, problemOf } from '../../../src/base/problem';
import { sizeOf } from '../../../src/base/shape';
import { kerasSeeds, type LayerDefinition, resolve, type Variable } from '../../../src/keras';
import { buildLayer, callLayer } from '../../../src/keras/core/layer-plan';
import { VariableList } from '../../../src/keras/core/variable-list';
import { trace, type ValueType } from '../../../src/ops';

export interface Report {
  readonly problem: Problem | null;
  readonly outputs: readonly ValueType[];
  readonly parameters: number;
  readonly arithmetic: readonly string[];
  readonly card: readonly string[];
}

const NOTHING = { outputs: [], parameters: 0, arithmetic: [], card: [] };

/** What a layer makes of inputs of the given types, batch included. */
export function report(className: string, config: JsonObject, inputs: readonly ValueType[]): Report {
  try {
    const list = new VariableList(kerasSeeds(1));
    const plan = buildLayer({ className, config }, 'layer', inputs, list);
    let outputs: readonly ValueType[] = [];
    const weights = list.all;
    trace([...inputs, ...weights.map((v) => ({ shape: v.shape, dtype: v.dtype }))], (...tensors) => {
      const values = {
        read: (v: Variable) => tensors[inputs.length + v.index] as (typeof tensors)[number],
        write: () => undefined,
      };
      const xs = tensors.slice(0, inputs.length);
      const called = callLayer(
        plan,
        { training: false, values, losses: [] },
        xs,
        xs.map(() => null),
      );
      outputs = called.outputs.map((y) => ({ shape: y.shape, dtype: y.dtype }));
      return called.outputs;
    });
    const { definition, config: full } = resolve('layer', { className, config });
    return {
      problem: null,
      outputs,
      parameters: weights.filter((v) => v.role === 'weight').reduce((n, v) => n + sizeOf(v.shape), 0),
      arithmetic: definition.arithmetic?.(full, inputs, outputs) ?? [],
      card: (definition.card?.(full) ?? []).filter((word) => word !== null),
    };
  } catch (error) {
    return { problem: problemOf(error), ...NOTHING };
  }
}

/** Types of floats with the given shapes, batch included. */
export const floats = (...shapes: number[][]): ValueType[] => shapes.map((shape) => ({ shape, dtype: 'float32' }));

/** The inputs of an example case. */
export const inputsOf = (example: LayerDefinition['cases'][number]): ValueType[] =>
  example.inputs.map((x) => ({ shape: x.shape, dtype: x.dtype ?? 'float32' }));
