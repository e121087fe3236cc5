/** Every backend trains in the page, and one project with one seed gives the same run on all of them. */

import { describe, expect, it } from 'vitest';
import { type HistoryFile, Studio } from '../support/studio';

/** Single precision, summed in another order on each device, over a few steps. */
const CLOSE = 3;

describe('backends', () => {
  it('train the same run on WebGPU, WebGL and the CPU', async () => {
    const studio = await Studio.open();
    await studio.chooseData('Iris');
    const histories: HistoryFile[] = [];
    for (const [backend, name] of [
      ['webgpu', 'WebGPU'],
      ['webgl', 'WebGL'],
      ['cpu', /^(CPU|WebAssembly)/],
    ] as const) {
      await studio.setFit({ epochs: 3, batch_size: 52, backend });
      // Another backend is no other project: the run is not stale, so it is started anew on purpose.
      await studio.run('Start a new run');
      await expect
        .poll(() => studio.dock.getByRole('progressbar', { name: `Progress of run ${histories.length + 1}` }).count())
        .toBe(1);
      await studio.ended();
      await studio.page.getByRole('banner').getByRole('button', { name }).waitFor();
      histories.push(await studio.history());
    }
    const [first] = histories;
    for (const { history } of histories) {
      for (const key of ['loss', 'val_loss']) {
        history[key]?.forEach((value, epoch) => {
          expect(value).toBeCloseTo(first?.history[key]?.[epoch] ?? Number.NaN, CLOSE);
        });
      }
    }
    studio.expectClean();
  });

  it('are listed with what they are, and stay listed when a run asked one only', async () => {
    const studio = await Studio.open();
    const pill = (name: string | RegExp) => studio.page.getByRole('banner').getByRole('button', { name });
    const choice = studio.page.getByRole('dialog', { name: 'Where to compute' });
    const names = ['Automatic', 'WebAssembly', 'WebGPU', 'WebGL', 'CPU'];
    const listed = async () => {
      for (const name of names) await choice.getByRole('radio', { name: new RegExp(`^${name}\\b`) }).waitFor();
      expect(await choice.getByRole('radio').count()).toBe(names.length);
      await studio.page.keyboard.press('Escape');
      await choice.waitFor({ state: 'hidden' });
    };
    await pill('Automatic').click();
    await listed();
    await studio.chooseData('XOR');
    await studio.setFit({ epochs: 1, backend: 'cpu' });
    await studio.train();
    await pill(/^(WebAssembly|CPU)/).click();
    await listed();
    studio.expectClean();
  });

  it('are chosen automatically, and the choice is shown with its reason', async () => {
    const studio = await Studio.open();
    await studio.chooseData('XOR');
    await studio.setFit({ epochs: 2, backend: 'auto' });
    await studio.train();
    await studio.page.getByRole('region', { name: 'Decision boundary' }).getByRole('img').waitFor();
    await studio.page
      .getByRole('banner')
      .getByRole('button', { name: /^(WebAssembly|CPU|WebGPU|WebGL)/ })
      .click();
    const choice = studio.page.getByRole('dialog', { name: 'Where to compute' });
    await expect.poll(() => choice.getByRole('radio', { name: /^Automatic/ }).isChecked()).toBe(true);
    await choice.getByText(/Fastest of those timed|Nothing else here would be faster/).waitFor();
    await choice.getByRole('radio', { name: /^WebGL/ }).check();
    await studio.page.keyboard.press('Escape');
    await choice.waitFor({ state: 'hidden' });
    await studio.tab('Fit').click();
    await expect.poll(() => studio.inspector.getByRole('combobox', { name: 'backend' }).inputValue()).toBe('webgl');
    studio.expectClean();
  });
});
