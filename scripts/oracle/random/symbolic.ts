/** Builds and calls a layer on inputs without values: what it refuses, and the shapes of what it gives. */
import type { JsonObject } from '../../../src/base/json';
import { kerasSeeds, type SampleSpec, snakeCase } from '../../../src/keras';
import { buildLayer, callLayer } from '../../../src/keras/core/layer-plan';
import { VariableList } from '../../../src/keras/core/variable-list';
import { Trace, withTrace } from '../../../src/ops';

/** @throws ProblemError what the layer refuses */
export function callSymbolically(
  className: string,
  config: JsonObject,
  specs: readonly SampleSpec[],
  training: boolean,
): ReturnType<typeof callLayer> {
  const trace = new Trace();
  return withTrace(trace, () => {
    const inputs = specs.map((s) => trace.input({ shape: s.shape, dtype: s.dtype ?? 'float32' }));
    const masks = specs.map((s) => (s.mask ? trace.input({ shape: s.mask, dtype: 'bool' }) : null));
    const list = new VariableList(kerasSeeds(1));
    const plan = buildLayer({ className, config }, snakeCase(className), inputs, list);
    const values = new Map(list.all.map((v) => [v, trace.input({ shape: v.shape, dtype: v.dtype })]));
    const env = {
      training,
      losses: [],
      values: {
        read: (v: (typeof list.all)[number]) => values.get(v) ?? trace.input({ shape: v.shape, dtype: v.dtype }),
        write: () => undefined,
      },
    };
    return callLayer(plan, env, inputs, masks);
  });
}
