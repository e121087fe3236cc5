/** Laws of commands: each can be told, reached and blocked, and does what its kind of undo promises. */
import { afterEach, describe, expect, it } from 'vitest';
import { allCommands, commandFor, type KeyPress, type Studio, shortcutOf } from '../../src/state';
import { closeWorkers, testStudio, until } from './support';

afterEach(closeWorkers);

const key = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

const documentOf = (studio: Studio) => studio.document.getState().document;

describe('commands', () => {
  it('have ids and keys of their own', () => {
    // The graph's own keys come before the page's while the focus is in it.
    for (const inGraph of [true, false]) {
      const keys = allCommands.filter((c) => (c.inGraph ?? false) === inGraph).flatMap((c) => c.shortcuts ?? []);
      expect(new Set(keys).size).toBe(keys.length);
    }
    expect(new Set(allCommands.map((c) => c.id)).size).toBe(allCommands.length);
    for (const { id } of allCommands) expect(id).toMatch(/^[a-z]+\.[a-z-]+$/);
  });

  it('can always be shown', async () => {
    const studio = await testStudio();
    for (const { id } of allCommands) expect(studio.command(id).label, id).not.toBe('');
  });

  it('that edit the document are taken back by undo', async () => {
    const studio = await testStudio();
    for (const command of allCommands.filter((c) => c.undo === 'document' && !c.id.startsWith('edit.'))) {
      const layer = studio.analysis().stack?.items[2]?.layer.id ?? null;
      studio.select(layer);
      if (studio.command(command.id).blocked !== null) continue;
      const before = documentOf(studio);
      studio.run(command.id);
      expect(documentOf(studio), command.id).not.toBe(before);
      studio.run('edit.undo');
      expect(documentOf(studio), command.id).toBe(before);
    }
  });

  it('that are blocked do nothing but say why', async () => {
    const studio = await testStudio();
    studio.select(null);
    const before = documentOf(studio);
    studio.run('layer.remove');
    expect(documentOf(studio)).toBe(before);
    expect(studio.view.getState().announcement.text).toBe('No layer is selected.');
  });
});

describe('keys', () => {
  it.each([
    [key('z', { ctrlKey: true }), false, 'Mod+Z'],
    [key('z', { metaKey: true }), true, 'Mod+Z'],
    [key('Z', { ctrlKey: true, shiftKey: true }), false, 'Mod+Shift+Z'],
    [key('ArrowUp', { altKey: true }), false, 'Alt+ArrowUp'],
    [key(' '), false, 'Space'],
    [key('?', { shiftKey: true }), false, '?'],
    [key('å', { altKey: true, code: 'KeyA' }), true, 'Alt+A'],
  ])('%o is %s', (press, mac, words) => {
    expect(shortcutOf(press, mac)).toBe(words);
  });

  it('do nothing to text being typed, except where a command says so', () => {
    expect(commandFor(key(' '), false, 'field')).toBeUndefined();
    expect(commandFor(key('Backspace'), false, 'field')).toBeUndefined();
    expect(commandFor(key('k', { ctrlKey: true }), false, 'field')?.id).toBe('view.palette');
  });

  it('move, copy and remove the selected card', async () => {
    const studio = await testStudio();
    const names = () => studio.analysis().stack?.items.map((i) => i.layer.className);
    const before = names() ?? [];
    studio.select(studio.analysis().stack?.items[1]?.layer.id ?? null);
    expect(studio.pressed(key('ArrowDown', { altKey: true }), 'page')).toBe(true);
    expect(names()?.[2]).toBe(before[1]);
    expect(studio.view.getState().announcement.text).toBe('Conv2D moved to position 3.');
    studio.pressed(key('d', { ctrlKey: true }), 'page');
    expect(names()).toHaveLength(before.length + 1);
    studio.pressed(key('Delete'), 'page');
    expect(names()).toHaveLength(before.length);
    expect(studio.pressed(key('F9'), 'page')).toBe(false);
  });

  it('start and pause a run with Space', async () => {
    const studio = await testStudio();
    await studio.data.use({ kind: 'builtin', name: 'iris' });
    await studio.data.settled();
    studio.edit.setFit({ epochs: 100_000, backend: 'cpu' });
    studio.pressed(key(' '), 'page');
    await until(studio.training.store, (s) => s.status !== 'idle');
    studio.pressed(key(' '), 'page');
    await until(studio.training.store, (s) => s.status === 'paused');
    studio.run('run.stop');
    await until(studio.training.store, (s) => s.status === 'idle');
  });
});
