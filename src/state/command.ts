/** What a command is: one thing a person can do by menu, palette or key. */
import type { Studio } from './studio';

export type CommandGroup = 'edit' | 'model' | 'run' | 'data' | 'project' | 'view';

export interface Command {
  /** Stable, `group.verb`: `run.toggle`. */
  readonly id: string;
  readonly group: CommandGroup;
  /** What it would do now: `Undo Remove Flatten`. */
  readonly label: string | ((studio: Studio) => string);
  /** Other words it is found by. */
  readonly keywords?: string;
  /** Keys, the first one shown: `Mod+Z` (Mod is Ctrl, or Cmd on a Mac), `Alt+ArrowUp`, `Space`, `/`. */
  readonly shortcuts?: readonly string[];
  /** The keys work while a text field has the focus, too. */
  readonly inFields?: boolean;
  /** The keys work only while the focus is in the graph, and come before others there. */
  readonly inGraph?: boolean;
  /** Why it cannot be done now, or null. Default: it always can. */
  readonly blocked?: (studio: Studio) => string | null;
  /** How it is taken back: by undo, by a button in a notice, or there is nothing to take back. */
  readonly undo: 'document' | 'notice' | 'none';
  readonly run: (studio: Studio) => void | Promise<void>;
}

/** A command as menus show it. */
export interface CommandView {
  readonly id: string;
  readonly group: CommandGroup;
  readonly label: string;
  readonly keywords: string;
  readonly shortcut: string | null;
  readonly blocked: string | null;
}

/** Checks the type where a command is written. */
export const defineCommands = (commands: readonly Command[]): readonly Command[] => commands;
