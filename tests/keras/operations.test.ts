/** Operations that do not fit what they get say so in words; only their shapes are asked for. */
import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json';
import { object, sequential } from '../../src/graph/build';
import { buildModel } from '../../src/keras';

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
  ['Sort', {}, [5000], 'At most 4096 values'],
])('%s with %j of %j says what is wrong', (name, config, shape, words) => {
  const { nodes } = buildModel(sequential(shape, [object(`ops.${name}`, config)]), 1);
  const found = [...nodes.values()].flatMap((n) => n.problems);
  expect(found.map((p) => p.code)).toEqual(['operation-input']);
  expect(found[0]?.message).toMatch(new RegExp(`^${name}: .*${words}`));
});
