/** Fields: what is typed becomes a value as soon as it is one, what is none is marked and changes nothing. */
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { NumberField } from '../../../src/ui/components/number-field';
import { Slider } from '../../../src/ui/components/slider';
import { TextField } from '../../../src/ui/components/text-field';
import { doing, draw } from './render';

const input = (host: HTMLElement): HTMLInputElement => {
  const found = host.querySelector('input');
  if (!found) throw new Error('There is no input.');
  return found;
};

describe('a number field', () => {
  async function field(props: Partial<Parameters<typeof NumberField>[0]> & { readonly value: number | null }) {
    const values: (number | null)[] = [];
    let set: (v: number | null) => void = () => undefined;
    function Field() {
      const [value, setValue] = useState(props.value);
      set = setValue;
      return (
        <NumberField
          label="n"
          {...props}
          value={value}
          onChange={(v) => {
            values.push(v);
            setValue(v);
          }}
        />
      );
    }
    const host = await draw(<Field />);
    return { element: input(host), values, set: (v: number | null) => doing(() => set(v)) };
  }

  it('takes over each valid number while it is typed', async () => {
    const { element, values } = await field({ value: 1, integer: true, min: 1 });
    await doing(() => userEvent.fill(element, '16'));
    expect(values.at(-1)).toBe(16);
    expect(element.getAttribute('aria-invalid')).toBeNull();
  });

  it.each([
    ['letters', 'abc'],
    ['a fraction where a whole number is wanted', '2.5'],
    ['a number below the least', '0'],
    ['nothing', ''],
  ])('marks %s and keeps the value', async (_, text) => {
    const { element, values } = await field({ value: 4, integer: true, min: 1 });
    await doing(() => userEvent.fill(element, text));
    expect(values).toEqual([]);
    expect(element.getAttribute('aria-invalid')).toBe('true');
    await doing(() => element.blur());
    expect(element.value).toBe('4');
    expect(element.getAttribute('aria-invalid')).toBeNull();
  });

  it('takes nothing as none where none is allowed', async () => {
    const { element, values } = await field({ value: 4, emptyValue: null });
    await doing(() => userEvent.fill(element, ''));
    expect(values).toEqual([null]);
  });

  it('reads a decimal comma and an exponent', async () => {
    const { element, values } = await field({ value: 1 });
    await doing(() => userEvent.fill(element, '0,25'));
    await doing(() => userEvent.fill(element, '1e-7'));
    expect(values.at(-1)).toBe(1e-7);
    expect(values).toContain(0.25);
  });

  it('steps with the arrow keys, by ten with Shift, and stays in its bounds', async () => {
    const { element, values } = await field({ value: 5, integer: true, min: 1, max: 20 });
    await doing(() => userEvent.click(element));
    await doing(() => userEvent.keyboard('{ArrowUp}'));
    await doing(() => userEvent.keyboard('{Shift>}{ArrowUp}{/Shift}'));
    await doing(() => userEvent.keyboard('{Shift>}{ArrowUp}{/Shift}'));
    expect(values).toEqual([6, 16, 20]);
  });

  it('steps a small rate in its own size and never to zero', async () => {
    const { element, values } = await field({ value: 0.01, min: 0, exclusive: true });
    await doing(() => userEvent.click(element));
    await doing(() => userEvent.keyboard('{ArrowDown}'));
    await doing(() => userEvent.keyboard('{ArrowUp}'));
    expect(values).toEqual([0.009, 0.01]);
  });

  it('shows a value that comes from elsewhere instead of what was typed', async () => {
    const { element, set } = await field({ value: 4, integer: true });
    await doing(() => userEvent.fill(element, '7'));
    await set(4);
    expect(element.value).toBe('4');
  });
});

describe('a text field', () => {
  it('is taken over on Enter and given back on Escape', async () => {
    const taken: string[] = [];
    const host = await draw(<TextField aria-label="name" value="dense" onCommit={(v) => taken.push(v)} />);
    const element = input(host);
    await doing(() => userEvent.fill(element, 'hidden'));
    await doing(() => userEvent.keyboard('{Escape}'));
    expect(taken).toEqual([]);
    expect(element.value).toBe('dense');
    await doing(() => userEvent.fill(element, 'hidden'));
    await doing(() => userEvent.keyboard('{Enter}'));
    expect(taken).toEqual(['hidden']);
  });
});

describe('a logarithmic slider', () => {
  it('has equal factors in equal ways and says the value itself', async () => {
    const values: number[] = [];
    const host = await draw(
      <Slider label="rate" log min={1e-5} max={1} value={0.001} onChange={(v) => values.push(v)} />,
    );
    const element = input(host);
    expect(element.getAttribute('aria-valuetext')).toBe('0.001');
    expect(element.valueAsNumber / Number(element.max)).toBeCloseTo(2 / 5, 1);
    await doing(() => element.focus());
    await doing(() => userEvent.keyboard('{End}'));
    expect(values.at(-1)).toBe(1);
  });
});
