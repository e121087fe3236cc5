/** The Compile tab: what Keras' compile takes beyond objects is set there, and taken back. */
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { CompileTab } from '../../../src/ui/features/inspector/compile-tab';
import { doing, drawInStudio, violations } from './render';

describe('steps_per_execution', () => {
  it('is automatic until a number is typed, and again when it is emptied or undone', async () => {
    const { studio, host } = await drawInStudio(<CompileTab />);
    const wanted = () => studio.document.getState().document.compile.stepsPerExecution;
    const fold = [...host.querySelectorAll('details')].find((d) => d.textContent?.includes('steps_per_execution'));
    const input = fold?.querySelector('input');
    if (!fold || !input) throw new Error('There is no field.');
    expect(wanted()).toBeUndefined();
    expect(input.placeholder).toBe('automatic');
    await doing(() => {
      fold.open = true;
    });
    await doing(() => userEvent.fill(input, '16'));
    expect(wanted()).toBe(16);
    await doing(() => userEvent.fill(input, '0'));
    expect(wanted()).toBe(16);
    expect(input.getAttribute('aria-invalid')).toBe('true');
    await doing(() => userEvent.fill(input, ''));
    expect(wanted()).toBeUndefined();
    await doing(() => studio.run('edit.undo'));
    expect(wanted()).toBe(16);
    expect(await violations(host)).toEqual([]);
  });
});
