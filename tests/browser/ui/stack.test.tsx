/** The stack and the palette by keyboard and by search: what is inserted where, what moves, what is undone and said. */
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Studio } from '../../../src/state';
import { Inspector } from '../../../src/ui/features/inspector/inspector';
import { Palette } from '../../../src/ui/features/palette/palette';
import { searchLayers } from '../../../src/ui/features/palette/search';
import { StackDrag } from '../../../src/ui/features/stack/drag';
import { StackCanvas } from '../../../src/ui/features/stack/stack-canvas';
import { doing, drawInStudio, violations } from './render';

const order = (studio: Studio): string[] => {
  const { layers, nodes } = studio.document.getState().document.model;
  return nodes.map((n) => layers[n.layer]?.className ?? '').slice(1);
};

async function stack() {
  const drawn = await drawInStudio(
    <StackDrag>
      <Palette />
      <div id="canvas">
        <StackCanvas />
      </div>
    </StackDrag>,
  );
  const card = (className: string): HTMLElement => {
    const found = [...drawn.host.querySelectorAll<HTMLElement>('[data-main]')].find((b) =>
      b.textContent?.startsWith(className),
    );
    if (!found) throw new Error(`There is no card of ${className}.`);
    return found;
  };
  return { ...drawn, card };
}

const START = ['Rescaling', 'Conv2D', 'Conv2D', 'MaxPooling2D', 'Flatten', 'Dropout', 'Dense'];
const key = (keys: string): Promise<void> => doing(() => userEvent.keyboard(keys));

describe('the stack', () => {
  it('is walked with arrows, and the card reached is the selected one', async () => {
    const { studio, card } = await stack();
    expect(order(studio)).toEqual(START);
    await doing(() => card('Flatten').focus());
    await key('{ArrowDown}');
    expect(document.activeElement).toBe(card('Dropout'));
    const { selected } = studio.view.getState();
    expect(studio.document.getState().document.model.layers[selected ?? '']?.className).toBe('Dropout');
    await key('{Home}');
    expect(document.activeElement).toBe(card('Input'));
  });

  it('moves a card with Alt and arrows, keeps the focus on it, says where it is, and undoes', async () => {
    const { studio, card } = await stack();
    await doing(() => card('Dropout').focus());
    await key('{Alt>}{ArrowUp}{/Alt}');
    expect(order(studio)).toEqual(['Rescaling', 'Conv2D', 'Conv2D', 'MaxPooling2D', 'Dropout', 'Flatten', 'Dense']);
    await expect.poll(() => document.activeElement).toBe(card('Dropout'));
    expect(studio.view.getState().announcement.text).toBe('Dropout moved to position 5.');
    await doing(() => studio.run('edit.undo'));
    expect(order(studio)).toEqual(START);
  });

  it('removes with Delete, duplicates with Control and D, and both undo', async () => {
    const { studio, card } = await stack();
    await doing(() => card('Dropout').focus());
    await key('{Control>}d{/Control}');
    expect(order(studio).filter((name) => name === 'Dropout')).toHaveLength(2);
    await doing(() => card('Flatten').focus());
    await key('{Delete}');
    expect(order(studio)).not.toContain('Flatten');
    await expect.poll(() => document.activeElement?.textContent).toMatch(/^Dropout/);
    await doing(() => studio.run('edit.undo'));
    await doing(() => studio.run('edit.undo'));
    expect(order(studio)).toEqual(START);
  });

  it('leaves the input where it is', async () => {
    const { studio, card } = await stack();
    await doing(() => card('Input').focus());
    await key('{Delete}{Alt>}{ArrowDown}{/Alt}');
    expect(order(studio)).toEqual(START);
    expect(studio.document.getState().undoLabel).toBeNull();
  });

  it('carries a card from gap to gap with the keyboard and drops it', async () => {
    const { studio, host, card } = await stack();
    await doing(() => card('Dropout').focus());
    const grip = host.querySelector('[aria-label="Move Dropout"]') as HTMLElement;
    await doing(() => grip.focus());
    await key(' ');
    // Keys are heard from a moment after it was picked up.
    const carried = async (): Promise<string | null> => {
      await key('{ArrowUp}');
      return host.textContent;
    };
    await expect.poll(carried, { interval: 300 }).toContain('Move Dropout here');
    await key(' ');
    await expect.poll(() => order(studio).indexOf('Dropout')).toBeLessThan(START.indexOf('Dropout'));
    expect([...order(studio)].sort()).toEqual([...START].sort());
  });

  it('tells on the card what does not fit, and its button mends it', async () => {
    const { studio, host } = await stack();
    const flatten = studio.analysis().stack?.items.find((i) => i.layer.className === 'Flatten');
    await doing(() =>
      studio.edit.insertLayer(
        { className: 'Conv2D', config: { filters: 4, kernel_size: 3 } },
        { after: flatten?.node ?? '' },
      ),
    );
    expect(studio.analysis().fits).toBe(false);
    const fix = host.querySelector('[data-problem] button') as HTMLElement;
    await doing(() => userEvent.click(fix));
    expect(studio.document.getState().undoLabel).toMatch(/^Insert/);
    expect(order(studio).length).toBe(START.length + 2);
  });

  it('inserts where the + is', async () => {
    const { studio, host } = await stack();
    await doing(() =>
      userEvent.click(host.querySelector('[aria-label="Insert a layer at position 2"]') as HTMLElement),
    );
    await expect.poll(() => document.activeElement?.getAttribute('role')).toBe('combobox');
    await key('batch');
    await key('{Enter}');
    expect(order(studio)[1]).toBe('BatchNormalization');
  });

  it('gives axe nothing to find', async () => {
    const { host } = await stack();
    expect(await violations(host)).toEqual([]);
  });
});

describe('the search for layers', () => {
  it.each([
    ['lstm', 'LSTM'],
    ['bn', 'BatchNormalization'],
    ['max pool 2d', 'MaxPooling2D'],
    ['batch_normalization', 'BatchNormalization'],
    ['fully connected', 'Dense'],
    ['conv2d', 'Conv2D'],
  ])('finds by %s first %s', (query, name) => {
    expect(searchLayers(query, 'stack')[0]?.name).toBe(name);
  });

  it('finds nothing for what no layer is', () => {
    expect(searchLayers('qqqq', 'stack')).toEqual([]);
  });

  it('inserts the first result after the selected layer on Enter', async () => {
    const { studio, host, card } = await stack();
    await doing(() => card('Flatten').click());
    await doing(() => userEvent.click(host.querySelector('[role="combobox"]') as HTMLElement));
    await key('layernorm');
    await key('{Enter}');
    expect(order(studio)[START.indexOf('Flatten') + 1]).toBe('LayerNormalization');
  });
});

describe('the palette', () => {
  it('is one stop of the Tab key for each family, and arrows go through it', async () => {
    const { host } = await stack();
    const family = [...host.querySelectorAll<HTMLElement>('ul')].find((l) => l.ariaLabel === 'Convolution');
    const chips = [...(family?.querySelectorAll<HTMLElement>('button') ?? [])];
    expect(chips.filter((c) => c.tabIndex === 0)).toEqual([chips[0]]);
    await doing(() => chips[0]?.focus());
    await key('{ArrowRight}{ArrowRight}');
    expect(document.activeElement).toBe(chips[2]);
    expect(chips.filter((c) => c.tabIndex === 0)).toEqual([chips[2]]);
    await key('{End}{ArrowRight}');
    expect(document.activeElement).toBe(chips.at(-1));
    await key('{Home}');
    expect(document.activeElement).toBe(chips[0]);
  });
});

describe('a search for what is no layer', () => {
  async function page() {
    const drawn = await drawInStudio(
      <StackDrag>
        <Palette />
        <Inspector />
      </StackDrag>,
    );
    const look = async (query: string, name: string): Promise<void> => {
      const search = drawn.host.querySelector<HTMLInputElement>('input[aria-label="Search layers"]');
      await doing(() => search?.focus());
      await doing(() => userEvent.keyboard(query));
      const first = (): string => drawn.host.querySelector('[role="option"]')?.textContent ?? '';
      await expect.poll(first).toMatch(new RegExp(`^${name}`));
      await key('{Enter}');
    };
    const row = (): string | undefined =>
      document.activeElement?.closest<HTMLElement>('[data-argument]')?.dataset.argument;
    return { ...drawn, look, row };
  }

  it('ends at the row where it is set', async () => {
    const { studio, look, row } = await page();
    await look('weight decay', 'weight_decay');
    await expect.poll(row).toBe('weight_decay');
    expect(studio.view.getState().inspector).toBe('compile');
    expect(order(studio)).toEqual(START);
  });

  it('opens the list of what can be added with what was looked for', async () => {
    const { studio, look } = await page();
    await look('early stop', 'EarlyStopping');
    await expect.poll(() => (document.activeElement as HTMLInputElement | null)?.value).toBe('EarlyStopping');
    await key('{Enter}');
    const added = () => studio.document.getState().document.callbacks.map((c) => c.className);
    await expect.poll(added).toEqual(['EarlyStopping']);
    expect(studio.view.getState().seek).toBeNull();
  });
});
