/** A key or a chord as this machine's keyboard has it; `Mod` is Command on a Mac and Control elsewhere. */
import styles from './kbd.module.css';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const MAC: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↵' };
const OTHER: Record<string, string> = { Mod: 'Ctrl', Enter: '↵' };
const ARROWS: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', ' ': 'Space' };

/** `Mod+Shift+Z` in words: `Ctrl+Shift+Z`, `⌘⇧Z`. */
export function chordWords(chord: string): string {
  const parts = chord.split(/(?<=.)\+/).map((key) => (isMac ? MAC : OTHER)[key] ?? ARROWS[key] ?? key);
  return parts.join(isMac ? '' : '+');
}

export function Kbd({ keys }: { readonly keys: string }) {
  return <kbd className={styles.kbd}>{chordWords(keys)}</kbd>;
}
