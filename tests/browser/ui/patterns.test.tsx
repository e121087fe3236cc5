/** Menus, tabs, splitters and choices answer the keys their ARIA patterns promise. */
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { Dialog } from '../../../src/ui/components/dialog';
import { Menu } from '../../../src/ui/components/menu';
import { Segmented } from '../../../src/ui/components/segmented';
import { Splitter } from '../../../src/ui/components/splitter';
import { TabList, TabPanel } from '../../../src/ui/components/tabs';
import { doing, draw, violations } from './render';

const focused = (): string => document.activeElement?.textContent ?? '';

describe('a menu', () => {
  const runs: string[] = [];
  const items = ['Move up', 'Duplicate', 'Remove'].map((label) => ({
    id: label,
    label,
    disabled: label === 'Remove',
    run: () => runs.push(label),
  }));
  const menu = (
    <Menu
      label="Layer"
      items={items}
      trigger={(props) => (
        <button type="button" {...props}>
          Open
        </button>
      )}
    />
  );

  it('opens on its first item, moves round with arrows, jumps by letter, and closes with Escape to its button', async () => {
    const host = await draw(menu);
    await doing(() => userEvent.click(host.querySelector('button') as HTMLElement));
    await expect.poll(focused).toBe('Move up');
    expect(await violations(host)).toEqual([]);
    await doing(() => userEvent.keyboard('{ArrowDown}'));
    expect(focused()).toBe('Duplicate');
    await doing(() => userEvent.keyboard('{ArrowUp}{ArrowUp}'));
    expect(focused()).toBe('Remove');
    await doing(() => userEvent.keyboard('d'));
    expect(focused()).toBe('Duplicate');
    await doing(() => userEvent.keyboard('{Escape}'));
    await expect.poll(focused).toBe('Open');
  });

  it('is closed by the button that opened it', async () => {
    const host = await draw(menu);
    const button = host.querySelector('button') as HTMLElement;
    await doing(() => userEvent.click(button));
    await expect.poll(() => button.getAttribute('aria-expanded')).toBe('true');
    await doing(() => userEvent.click(button));
    await expect.poll(() => button.getAttribute('aria-expanded')).toBe('false');
    expect(host.querySelector(':popover-open')).toBeNull();
  });

  it('runs what is chosen and not what is disabled', async () => {
    const host = await draw(menu);
    await doing(() => userEvent.click(host.querySelector('button') as HTMLElement));
    await expect.poll(focused).toBe('Move up');
    await doing(() => userEvent.keyboard('{End}{Enter}'));
    expect(runs).toEqual([]);
    await doing(() => userEvent.keyboard('{Home}{ArrowDown}{Enter}'));
    expect(runs).toEqual(['Duplicate']);
  });
});

describe('tabs', () => {
  it('choose with arrows, wrap round, and name their panel', async () => {
    function Tabs() {
      const [value, setValue] = useState('a');
      return (
        <>
          <TabList
            label="Views"
            base="t"
            tabs={['a', 'b', 'c'].map((v) => ({ value: v, label: v }))}
            value={value}
            onChange={setValue}
          />
          <TabPanel base="t" value={value}>
            panel {value}
          </TabPanel>
        </>
      );
    }
    const host = await draw(<Tabs />);
    await doing(() => (host.querySelector('[aria-selected="true"]') as HTMLElement).focus());
    await doing(() => userEvent.keyboard('{ArrowLeft}'));
    expect(focused()).toBe('c');
    expect(host.querySelector('[role="tabpanel"]')?.textContent).toBe('panel c');
    await doing(() => userEvent.keyboard('{ArrowRight}'));
    expect(focused()).toBe('a');
    expect([...host.querySelectorAll('[role="tab"]')].filter((t) => (t as HTMLElement).tabIndex === 0)).toHaveLength(1);
    expect(await violations(host)).toEqual([]);
  });
});

describe('a choice among a few', () => {
  it('moves with arrows and has one stop in the tab order', async () => {
    function Choice() {
      const [value, setValue] = useState('random');
      return (
        <Segmented
          label="Split"
          value={value}
          segments={['random', 'stratified', 'ordered'].map((v) => ({ value: v, label: v }))}
          onChange={setValue}
        />
      );
    }
    const host = await draw(<Choice />);
    await doing(() => (host.querySelector('[aria-checked="true"]') as HTMLElement).focus());
    await doing(() => userEvent.keyboard('{ArrowRight}'));
    expect(focused()).toBe('stratified');
    expect(host.querySelector('[aria-checked="true"]')?.textContent).toBe('stratified');
    expect(host.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
    expect(await violations(host)).toEqual([]);
  });
});

describe('a splitter', () => {
  it('resizes with the arrows across it, within its bounds, and goes back to its first size', async () => {
    function Panel() {
      const [size, setSize] = useState(200);
      return (
        <>
          <div id="panel" />
          <Splitter
            label="Width"
            orientation="vertical"
            before
            controls="panel"
            size={size}
            min={180}
            max={260}
            initial={200}
            onResize={setSize}
          />
        </>
      );
    }
    const host = await draw(<Panel />);
    const handle = host.querySelector('[role="separator"]') as HTMLElement;
    const size = (): number => Number(handle.getAttribute('aria-valuenow'));
    await doing(() => handle.focus());
    await doing(() => userEvent.keyboard('{ArrowRight}'));
    expect(size()).toBeGreaterThan(200);
    await doing(() => userEvent.keyboard('{ArrowUp}'));
    expect(size()).toBeGreaterThan(200);
    await doing(() => userEvent.keyboard('{End}'));
    expect(size()).toBe(260);
    await doing(() => userEvent.keyboard('{Home}{ArrowLeft}'));
    expect(size()).toBe(180);
    await doing(() => userEvent.keyboard('{Enter}'));
    expect(size()).toBe(200);
    expect(await violations(host)).toEqual([]);
  });
});

describe('a dialog', () => {
  it('closes with Escape, tells so once, and has a name', async () => {
    let closed = 0;
    const host = await draw(
      <Dialog open title="Projects" onClose={() => closed++}>
        <button type="button">inside</button>
      </Dialog>,
    );
    expect(await violations(host)).toEqual([]);
    await doing(() => userEvent.keyboard('{Escape}'));
    await expect.poll(() => closed).toBe(1);
  });
});
