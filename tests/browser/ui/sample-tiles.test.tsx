/** Samples of a series beside what was predicted: lines of their last values, whatever else tables would show. */
import { describe, expect, it } from 'vitest';
import type { Sample, Studio } from '../../../src/state';
import { SampleTiles } from '../../../src/ui/features/dock/sample-tiles';
import { doing, drawInStudio, idleStudio } from './render';

/** A studio whose data worker answers with these windows. */
function withSeries(): Studio {
  const studio = idleStudio();
  const sample = (rows: readonly number[]): Sample => ({
    kind: 'series',
    total: rows.length,
    window: 5,
    rows: rows.map((r) => ({
      prepared: r,
      source: r,
      part: 'validation',
      values: [0, 1, 2, 3, 4, 5].map((v) => v + r),
    })),
  });
  return { ...studio, data: { ...studio.data, sample: async (request) => sample(request.rows ?? []) } };
}

describe('samples of a series', () => {
  it('are shown with truth, prediction and the last values before the one to be told', async () => {
    const judged = [
      { row: 10, truth: '0.5', predicted: '0.4', right: true },
      { row: 20, truth: '0.1', predicted: '0.9', right: true },
    ];
    const { host } = await drawInStudio(<SampleTiles judged={judged} label="Worst predictions" />, withSeries());
    await doing(() => undefined);
    await expect.poll(() => host.querySelectorAll('tbody tr').length).toBe(2);
    const cells = (row: number) =>
      [...(host.querySelectorAll('tbody tr')[row]?.children ?? [])].map((c) => c.textContent);
    expect(cells(0)).toEqual(['0.5', '0.4', '11 · 12 · 13 · 14']);
    expect(cells(1)).toEqual(['0.1', '0.9', '21 · 22 · 23 · 24']);
  });
});
