/** Edges of bins found on data are those Keras 3.15.1 finds (update_state and finalize_state on the same values). */
import { expect, it } from 'vitest';
import { binEdges } from '../../../src/keras/layers/preprocessing/quantiles';

/** Values that come in no order and some of them twice, the same in NumPy. */
const values = (n: number): number[] => Array.from({ length: n }, (_, i) => ((i * 37) % 101) / 8 - (i % 3));

it.each([
  [7, 3, 0.01, [1.6666666269302368, 4.4583330154418945]],
  [500, 4, 0.01, [2.124997138977051, 5.249997615814209, 8.374999046325684]],
  [
    1000,
    10,
    0.05,
    [
      0.12500029802322388, 1.5000004768371582, 2.750000476837158, 4.000000476837158, 5.250000476837158, 6.5, 7.75,
      9.000000953674316, 10.25,
    ],
  ],
  [64, 2, 0.3, [4.25]],
  [
    300,
    7,
    0.013,
    [0.660713255405426, 2.5695037841796875, 4.357142448425293, 6.14285945892334, 7.928574085235596, 9.714286804199219],
  ],
] as const)('%i values in %i bins, epsilon %d', (n, bins, epsilon, edges) => {
  expect(binEdges(values(n), bins, epsilon)).toEqual([...edges]);
});
