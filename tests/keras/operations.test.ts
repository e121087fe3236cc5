/** Operations that do not fit what they get say so in words; only their shapes are asked for. */
import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json';
import { object, sequential } from '../../src/graph/build';
import { buildModel, resolve } from '../../src/keras';
import type { CallContext } from '../../src/keras/core/definitions';
import type { Tensor } from '../../src/ops';
import * as ops from '../../src/ops';
import { compute, nd, numbers } from './compute';

it.each<[string, JsonObject, number[], string]>([
  ['Split', { indices_or_sections: 2, axis: 1 }, [5], 'does not split into 2 equal parts'],
  ['Pad', { pad_width: 1, mode: 'reflect', constant_values: 1 }, [5], 'says nothing where the mode is reflect'],
  [
    'Pad',
    {
      pad_width: [
        [0, 0],
        [9, 0],
      ],
      mode: 'reflect',
    },
    [5],
    'mirrors more than there is',
  ],
  [
    'Pad',
    {
      pad_width: [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    },
    [5],
    '3 pairs for 2 axes',
  ],
  ['Moveaxis', { source: 1, destination: [1, 2] }, [5, 3], 'as many axes'],
  ['TopK', { k: 6 }, [5], 'There are 5 values, not 6'],
  ['OneHot', { num_classes: 3, sparse: true }, [5], 'turn sparse off'],
  ['Take', { axis: 1 }, [5], 'a second tensor or as numbers'],
  ['Einsum', { subscripts: 'bii->bi' }, [5, 4], 'of one size'],
  ['Einsum', { subscripts: 'bi,bj->bij' }, [5], 'names 2 operands'],
  ['Sort', {}, [2 ** 23 + 1], 'At most 8388608 values'],
])('%s with %j of %j says what is wrong', (name, config, shape, words) => {
  const { nodes } = buildModel(sequential(shape, [object(`ops.${name}`, config)]), 1);
  const found = [...nodes.values()].flatMap((n) => n.problems);
  expect(found.map((p) => p.code)).toEqual(['operation-input']);
  expect(found[0]?.message).toMatch(new RegExp(`^${name}: .*${words}`));
});

/** All that operations ask of their surroundings. */
const NO_MASKS = { masks: [], setMask: () => undefined } as Partial<CallContext> as CallContext;

it('sorts and picks from long axes, derivatives included', () => {
  const n = 5001;
  const values = numbers(2 * n, 3);
  const call = (name: string, config: JsonObject, x: Tensor): readonly Tensor[] => {
    const found = resolve('layer', object(`ops.${name}`, config));
    return [found.definition.call(NO_MASKS, found.config, [x])].flat();
  };
  const [sorted, top, places, pulled] = compute([nd([2, n], values)], (x) => {
    const s = call('Sort', {}, x)[0] as Tensor;
    const [largest, where] = call('TopK', { k: 3 }, x) as [Tensor, Tensor];
    const weighted = ops.sum(ops.mul(largest, ops.constant([1, 10, 100], [3])));
    return [s, largest, where, ...ops.gradients(x.trace, weighted, [x])];
  });
  for (const row of [0, 1]) {
    const own = values.slice(row * n, (row + 1) * n);
    const order = own.map((_, i) => i).sort((a, b) => (own[a] as number) - (own[b] as number));
    expect([...(sorted?.data.subarray(row * n, (row + 1) * n) ?? [])]).toEqual(order.map((i) => own[i]));
    const best = order.slice(-3).reverse();
    expect([...(places?.data.subarray(3 * row, 3 * row + 3) ?? [])]).toEqual(best);
    expect([...(top?.data.subarray(3 * row, 3 * row + 3) ?? [])]).toEqual(best.map((i) => own[i]));
    const wanted = new Array<number>(n).fill(0);
    best.forEach((place, k) => {
      wanted[place] = 10 ** k;
    });
    expect([...(pulled?.data.subarray(row * n, (row + 1) * n) ?? [])]).toEqual(wanted);
  }
});
