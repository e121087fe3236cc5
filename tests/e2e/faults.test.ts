/** What breaks while training is told, leaves History and checkpoints whole, and offers the way on. */

import { describe, expect, it } from 'vitest';
import { type HistoryFile, Studio, TRAINING_MS } from '../support/studio';
import { failAfter } from '../support/worker-faults';

/** The digits network, whose dropout and shuffling must go on with the same random numbers. */
async function digits(epochs: number, backend: 'cpu' | 'webgl' | 'webgpu' = 'cpu'): Promise<Studio> {
  const studio = await Studio.open();
  await studio.setFit({ epochs, batch_size: 64, backend });
  return studio;
}

async function uninterrupted(studio: Studio, run: number): Promise<HistoryFile> {
  await studio.run('Start a new run');
  await expect.poll(() => studio.dock.getByRole('progressbar', { name: `Progress of run ${run}` }).count()).toBe(1);
  await studio.ended();
  return studio.history();
}

describe('a crash of the worker', () => {
  it('is told, and the run goes on from its checkpoint to the numbers it would have had', async () => {
    const epochs = 12;
    const studio = await digits(epochs);
    await failAfter(studio.page, 3, 'throw');
    await studio.toggle.click();
    const told = studio.notice(/worker stopped unexpectedly/);
    await told.waitFor();
    await studio.ended('interrupted');
    await told
      .getByRole('button', { name: /^Go on/ })
      .last()
      .click();
    await studio.ended();
    const resumed = await studio.history();
    expect(resumed.epoch).toEqual(Array.from({ length: epochs }, (_, i) => i));
    const whole = await uninterrupted(studio, 2);
    expect(whole.history).toEqual(resumed.history);
    studio.expectClean(/made to crash/);
  });

  it('of the kind that ends it without a word leaves the page usable', async () => {
    const studio = await digits(12);
    // A worker that never comes back answers nothing; the page says so and can end it.
    await failAfter(studio.page, 1, 'hang');
    await studio.toggle.click();
    await studio.dock.getByText('a long step is running…').waitFor({ timeout: 60_000 });
    await studio.card('Flatten').click();
    await studio.inspector.getByRole('heading', { name: 'Flatten' }).waitFor();
    await studio.page.reload();
    await studio.ready();
    await studio.train();
    studio.expectClean();
  });
});

describe('a lost device', () => {
  /** Keeps what the worker draws its power from where the test can take it away. */
  const KEEP = `
    globalThis.kept = [];
    const getContext = OffscreenCanvas.prototype.getContext;
    OffscreenCanvas.prototype.getContext = function (...args) {
      const context = getContext.apply(this, args);
      if (context) globalThis.kept.push(() => context.getExtension?.('WEBGL_lose_context')?.loseContext());
      return context;
    };
    if (globalThis.GPUAdapter) {
      const requestDevice = GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (...args) {
        const device = await requestDevice.apply(this, args);
        globalThis.kept.push(() => device.destroy());
        return device;
      };
    }
  `;

  for (const backend of ['webgl', 'webgpu'] as const) {
    it(`on ${backend} is told, and the run goes on without it`, async () => {
      const studio = await Studio.open();
      await studio.page.route(/train-worker[^/]*\.js$/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `${KEEP}${await response.text()}` });
      });
      await studio.page.reload();
      await studio.ready();
      await studio.chooseData('Iris');
      await studio.setFit({ epochs: 120, batch_size: 52, backend });
      await failAfter(studio.page, 3, 'lose');
      await studio.toggle.click();
      const told = studio
        .notice(/lost|device|GPU/i)
        .filter({ has: studio.page.getByRole('button', { name: /^Go on/ }) });
      await told.waitFor({ timeout: TRAINING_MS });
      await studio.ended('interrupted');
      expect((await studio.history()).epoch.length).toBeGreaterThan(0);
      await told.getByRole('button', { name: /^Go on from epoch \d+ with (WebGL|WebAssembly|the CPU)/ }).click();
      await studio.ended();
      expect((await studio.history()).epoch).toEqual(Array.from({ length: 120 }, (_, i) => i));
      studio.expectClean(/CONTEXT_LOST|context lost|Device|device/);
    });
  }
});

describe('a loss that is no number', () => {
  it('ends the run as diverged, keeps History, and one press lowers the learning rate', async () => {
    const studio = await Studio.open();
    await studio.chooseData('Iris');
    await studio.setFit({ epochs: 20, backend: 'cpu' });
    await studio.tab('Compile').click();
    const rate = studio.field('learning_rate');
    await rate.fill('1e38');
    await studio.train('diverged');
    const told = studio.notice(/The loss became NaN/);
    await told.waitFor();
    await told.getByRole('button', { name: 'Use a tenth of the learning rate' }).click();
    await expect.poll(() => rate.inputValue()).toMatch(/^1e\+?37$/);
    await studio.page.keyboard.press('Control+z');
    await expect.poll(() => rate.inputValue()).toMatch(/^1e\+?38$/);
    await rate.fill('0.01');
    await studio.train();
    studio.expectClean();
  });
});

describe('a hidden tab', () => {
  it('goes on training', async () => {
    const studio = await Studio.open({
      before: () => {
        // What a hidden tab is to its page: it is told, nothing is drawn, and timers come once a second at most.
        const { setTimeout: later, requestAnimationFrame: draw } = globalThis;
        let hidden = false;
        Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
        Object.defineProperty(document, 'hidden', { get: () => hidden });
        globalThis.requestAnimationFrame = (callback) => (hidden ? 0 : draw(callback));
        globalThis.setTimeout = ((handler: TimerHandler, ms?: number, ...rest: unknown[]) =>
          later(handler, hidden ? Math.max(1000, ms ?? 0) : ms, ...rest)) as typeof setTimeout;
        Object.assign(globalThis, {
          hide(now: boolean) {
            hidden = now;
            document.dispatchEvent(new Event('visibilitychange'));
          },
        });
      },
    });
    const hide = (now: boolean): Promise<void> =>
      studio.page.evaluate((on) => (globalThis as unknown as { hide(on: boolean): void }).hide(on), now);
    await studio.setFit({ epochs: 4, batch_size: 64, backend: 'cpu' });
    await studio.toggle.click();
    await studio.reached(1);
    await hide(true);
    // The title is what can be seen of a hidden tab.
    await expect.poll(() => studio.page.title(), { timeout: TRAINING_MS }).toBe('Handwritten digits · Strata');
    expect((await studio.history()).epoch).toEqual([0, 1, 2, 3]);
    await hide(false);
    await studio.ended();
    studio.expectClean();
  });
});
