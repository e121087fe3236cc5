/** Laws of activations at the ends of the scale, where example cases do not reach. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json';
import { allOf } from '../../src/keras';
import { activate } from '../../src/keras/core/activate';
import type { Tensor } from '../../src/ops';
import { compute, nd } from './compute';

/** What one of three numbers becomes; the others are 1. */
function at(className: string, value: number): number {
  const config: JsonObject = className === 'threshold' ? { threshold: 0.5, default_value: 2 } : {};
  const [out] = compute([nd([1, 4], [value, 1, 1, 1])], (x) => [activate({ className, config }, x as Tensor)]);
  return out?.data[0] as number;
}

describe('what is no number', () => {
  // In Keras, too, these two choose by a comparison with what is no number.
  const chosen = ['hard_shrink', 'soft_shrink', 'threshold'];

  it.each(allOf('activation').map((d) => d.name))('is none after %s, so that a run tells of it', (name) => {
    if (chosen.includes(name)) expect(at(name, Number.NaN)).not.toBeNaN();
    else expect(at(name, Number.NaN)).toBeNaN();
  });
});
