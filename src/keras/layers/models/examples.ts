/**
 * Small graphs the example cases of nested models are made of. Ids are fixed: fixtures are known by their cases' text.
 * Marked as pure, so that the built app, which has no cases, leaves them out.
 */
import type { Json, JsonObject } from '../../../base/json';
import { autoName } from '../../../base/naming';
import type { LayerSpec, ModelGraph, NodeSpec } from '../../../graph/model';

/** A graph written as calls: [layer, class, arguments, nodes read]; a layer named before is called again. */
function graph(
  calls: readonly (readonly [string, string, JsonObject, readonly number[]])[],
  outputs: readonly number[],
): Json {
  const layers: { [id: string]: LayerSpec } = {};
  const names = new Set<string>();
  const nodes = calls.map(([id, className, config, reads], i): NodeSpec => {
    if (!Object.hasOwn(layers, id)) {
      const name = autoName(className, names);
      names.add(name);
      layers[id] = { id, name, className, config };
    }
    return { id: `n${i}`, layer: id, inputs: reads.map((k) => ({ node: `n${k}`, index: 0 })) };
  });
  const model: ModelGraph = {
    layers,
    nodes,
    inputs: nodes.filter((n) => layers[n.layer]?.className === 'InputLayer').map((n) => n.id),
    outputs: outputs.map((k) => ({ node: `n${k}`, index: 0 })),
  };
  return model as unknown as Json;
}

export const CHAIN = /* @__PURE__ */ graph(
  [
    ['a', 'InputLayer', { shape: [4] }, []],
    ['b', 'Dense', { units: 3, activation: 'tanh' }, [0]],
    ['c', 'BatchNormalization', { momentum: 0.9 }, [1]],
    ['d', 'Dropout', { rate: 0.5, seed: 3 }, [2]],
    ['e', 'Dense', { units: 2 }, [3]],
  ],
  [4],
);

export const MASKED = /* @__PURE__ */ graph(
  [
    ['a', 'InputLayer', { shape: [3, 4] }, []],
    ['b', 'Dense', { units: 2 }, [0]],
    ['c', 'Activation', { activation: 'relu' }, [1]],
  ],
  [2],
);

/** Written deeper branch last, so that Keras' order of layers is not that of the calls. */
export const BRANCHED = /* @__PURE__ */ graph(
  [
    ['a', 'InputLayer', { shape: [4] }, []],
    ['b', 'Dense', { units: 3 }, [0]],
    ['c', 'Dense', { units: 5, activation: 'relu' }, [0]],
    ['d', 'BatchNormalization', {}, [2]],
    ['e', 'Dense', { units: 3 }, [3]],
    ['f', 'Add', {}, [1, 4]],
  ],
  [5],
);

/** A model in a model. */
export const INSIDE = /* @__PURE__ */ graph(
  [
    ['a', 'InputLayer', { shape: [4] }, []],
    ['b', 'Functional', { model: BRANCHED }, [0]],
    ['c', 'ReLU', {}, [1]],
  ],
  [2],
);

export const SHARED = /* @__PURE__ */ graph(
  [
    ['a', 'InputLayer', { shape: [3] }, []],
    ['b', 'Dense', { units: 3, activation: 'tanh' }, [0]],
    ['b', 'Dense', {}, [1]],
    ['c', 'Multiply', {}, [1, 2]],
  ],
  [3],
);

/** The first call of the dropout is the shallower one, which Keras makes last. */
export const NOISY = /* @__PURE__ */ graph(
  [
    ['a', 'InputLayer', { shape: [4] }, []],
    ['b', 'Dropout', { rate: 0.5, seed: 11 }, [0]],
    ['c', 'Dense', { units: 4 }, [0]],
    ['b', 'Dropout', {}, [2]],
    ['d', 'Dense', { units: 4 }, [3]],
    ['e', 'Concatenate', {}, [1, 4]],
  ],
  [5],
);

export const TWO_WAYS = /* @__PURE__ */ graph(
  [
    ['a', 'InputLayer', { shape: [3] }, []],
    ['b', 'InputLayer', { shape: [2, 4] }, []],
    ['c', 'Dense', { units: 2 }, [0]],
    ['d', 'GlobalAveragePooling1D', {}, [1]],
    ['e', 'Concatenate', {}, [2, 3]],
    ['f', 'LayerNormalization', {}, [1]],
  ],
  [4, 5],
);
