/**
 * All commands, found in `commands/*.command.ts` by their suffix: there is no list to edit. And the keys they answer to.
 */
import type { Command } from './command';

const files = import.meta.glob<readonly Command[]>('./commands/*.command.ts', { eager: true, import: 'default' });

/** All commands, in order of their files. @throws Error when two share an id or a shortcut. */
export const allCommands: readonly Command[] = Object.values(files).flat();

const byId = new Map(allCommands.map((c) => [c.id, c]));
if (byId.size !== allCommands.length) throw new Error('Two commands have the same id.');

export function findCommand(id: string): Command | undefined {
  return byId.get(id);
}

/** The part of a KeyboardEvent that shortcuts are read from. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** A key press in the words of `shortcuts`. Shift is named with letters and named keys only: `?` says it by itself. */
export function shortcutOf(press: KeyPress, mac: boolean): string {
  const letter = /^Key[A-Z]$/.test(press.code) ? press.code.slice(3) : null;
  const named = press.key.length > 1 || letter !== null || press.key === ' ';
  const key = press.key === ' ' ? 'Space' : (letter ?? press.key);
  const mod = mac ? press.metaKey : press.ctrlKey;
  return [mod && 'Mod', press.altKey && 'Alt', press.shiftKey && named && 'Shift', key].filter(Boolean).join('+');
}

/** Where the focus is: in text fields only commands marked for them answer, in the graph its own come first. */
export type FocusPlace = 'page' | 'field' | 'graph';

/** The command a key press means, or undefined. */
export function commandFor(press: KeyPress, mac: boolean, focus: FocusPlace): Command | undefined {
  const keys = shortcutOf(press, mac);
  const meant = allCommands.filter((c) => c.shortcuts?.includes(keys));
  const own = focus === 'graph' ? meant.find((c) => c.inGraph) : undefined;
  return own ?? meant.find((c) => !c.inGraph && (focus !== 'field' || c.inFields === true));
}
