/** Puts the chosen theme on the page; until one is chosen the styles follow the system by themselves. */
import { useEffect, useSyncExternalStore } from 'react';

export type ThemeChoice = 'system' | 'light' | 'dark';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

/** Marks the document with the choice; `system` leaves it to the media query. */
export function useThemeOnPage(choice: ThemeChoice): void {
  useEffect(() => {
    if (choice === 'system') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.dataset.theme = choice;
  }, [choice]);
}

/** Whether the page is dark now. */
export function useIsDark(choice: ThemeChoice): boolean {
  const system = useSyncExternalStore(
    (changed) => {
      dark.addEventListener('change', changed);
      return () => dark.removeEventListener('change', changed);
    },
    () => dark.matches,
  );
  return choice === 'system' ? system : choice === 'dark';
}

/**
 * Colours by token name as a canvas can use them (`rgb(…)`): the tokens themselves hold `light-dark(…)`, which only an
 * element resolves. Ask again when the theme changes.
 */
export function resolveColors<T extends string>(element: Element, tokens: readonly T[]): Record<T, string> {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const resolved = Object.fromEntries(
    tokens.map((token) => {
      probe.style.color = `var(${token})`;
      return [token, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return resolved as Record<T, string>;
}
