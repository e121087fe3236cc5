/** Rows come in the order in which Keras' fit takes them after `keras.utils.set_random_seed`. */
import { describe, expect, it } from 'vitest';
import { createShuffler } from '../../src/engine/shuffle';
import { trainingFixtures } from './training';

const shuffled = trainingFixtures.filter((f) => f.fit.shuffle);

describe.each(shuffled.map((f) => [f.name, f] as const))('the order of rows in %s', (_, f) => {
  it('is the one Keras draws for each epoch', () => {
    const shuffler = createShuffler(f.fit.seed);
    expect(f.orders.length).toBeGreaterThan(0);
    f.orders.forEach((order, epoch) => {
      expect([...shuffler.order(epoch, order.length)]).toEqual(order);
    });
  });

  it('can be asked for any epoch, so that a resumed run goes on as an uninterrupted one', () => {
    const last = f.orders.length - 1;
    const shuffler = createShuffler(f.fit.seed);
    for (const epoch of [last, 0, last, Math.floor(last / 2)]) {
      expect([...shuffler.order(epoch, f.orders[epoch]?.length ?? 0)]).toEqual(f.orders[epoch]);
    }
  });
});
