/** The main job on the sets that ship with the app, to accuracies that are known to be within reach. */

import { describe, expect, it } from 'vitest';
import { restingBox } from '../support/pointer';
import { Studio } from '../support/studio';

describe('built-in data', () => {
  it('iris: at least 90 of 100 flowers of the test part are told right', async () => {
    const studio = await Studio.open();
    await studio.chooseData('Iris');
    await studio.setFit({ epochs: 60, backend: 'cpu' });
    await studio.train();
    const { accuracy, loss } = await studio.evaluate('test');
    expect(accuracy).toBeGreaterThanOrEqual(0.9);
    expect(loss).toBeLessThan(0.4);
    studio.expectClean();
  });

  it('digits: the first project’s network reads at least 97 of 100 digits it has never seen', async () => {
    const studio = await Studio.open();
    await studio.train();
    expect((await studio.evaluate('test')).accuracy).toBeGreaterThanOrEqual(0.97);
    // Drawing on the pad gives an answer with a probability for each digit.
    await studio.tab('Predict').click();
    const pad = studio.dock.getByRole('img', { name: /^Drawing pad/ });
    const box = await restingBox(pad);
    const at = (x: number, y: number): [number, number] => [box.x + x * box.width, box.y + y * box.height];
    await studio.page.mouse.move(...at(0.5, 0.15));
    await studio.page.mouse.down();
    await studio.page.mouse.move(...at(0.5, 0.85), { steps: 10 });
    await studio.page.mouse.up();
    await studio.dock.getByText(/^1 \d+(\.\d+)?% sure$/).waitFor();
    await expect.poll(() => studio.dock.getByRole('tabpanel').getByRole('term').count()).toBe(10);
    studio.expectClean();
  });
});
