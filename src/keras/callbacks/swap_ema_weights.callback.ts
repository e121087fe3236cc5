/**
 * SwapEMAWeights: validates with the moving averages of the weights in place of the weights. Needs an optimizer with
 * use_ema. Source: keras/src/callbacks/swap_ema_weights.py.
 */
import { arg } from '../core/args';
import { defineCallback } from '../core/definitions';

const epochs = (n: number) => Array.from({ length: n }, (_, i) => ({ loss: 1 / (i + 1), val_loss: 1 }));

export default defineCallback({
  name: 'SwapEMAWeights',
  aliases: ['ema', 'moving average', 'polyak averaging'],
  summary: 'Validates with the moving averages of the weights; the optimizer must keep them (use_ema).',
  args: {
    swap_on_epoch: arg.bool(false, {
      doc: 'Leaves the averages in place until the next epoch begins, so that checkpoints keep them.',
    }),
  },
  create(c, host) {
    let averagesIn = false;
    const put = async (wanted: boolean): Promise<void> => {
      if (averagesIn === wanted) return;
      await host.swapAverages();
      averagesIn = wanted;
    };
    return {
      async onEpochBegin() {
        if (c.swap_on_epoch) await put(false);
      },
      onTestBegin: () => put(true),
      onTestEnd: () => put(false),
      async onEpochEnd(epoch) {
        if (!c.swap_on_epoch || averagesIn) return;
        await put(true);
        // The averages are put in place once more when training ends: they must be there then.
        if (epoch === host.epochs - 1) await host.settleAverages();
      },
      save: () => ({ averagesIn }),
      load(saved) {
        averagesIn = saved.averagesIn === true;
      },
    };
  },
  cases: [
    { name: 'around validation', config: {}, inputs: [], extra: { logs: epochs(3), averages: true } },
    {
      name: 'until the next epoch',
      config: { swap_on_epoch: true },
      inputs: [],
      extra: { logs: epochs(3), averages: true },
    },
    {
      name: 'until the next epoch, no validation',
      config: { swap_on_epoch: true },
      inputs: [],
      extra: { logs: [{ loss: 1 }, { loss: 2 }], averages: true },
    },
  ],
});
