/** Shows where something is set: opens its tab, unfolds and focuses its row, and its list of objects where one is looked up. */
import type { Studio } from '../../../state';
import type { Destination } from '../palette/settings';

/** A tab that is shown for the first time is fetched first. */
const PATIENCE_MS = 5000;

/** The element once it is there; null when it does not come. */
function appears(selector: string): Promise<HTMLElement | null> {
  const found = (): HTMLElement | null => document.querySelector<HTMLElement>(selector);
  const now = found();
  if (now) return Promise.resolve(now);
  return new Promise((resolve) => {
    const done = (element: HTMLElement | null): void => {
      observer.disconnect();
      clearTimeout(timer);
      resolve(element);
    };
    const observer = new MutationObserver(() => {
      const element = found();
      if (element) done(element);
    });
    const timer = setTimeout(() => done(null), PATIENCE_MS);
    observer.observe(document.body, { childList: true, subtree: true });
  });
}

/** Goes there; the focus ends on the row's control, or in the search of its list. */
export async function goTo({ view }: Pick<Studio, 'view'>, { tab, argument, search }: Destination): Promise<void> {
  if (tab === 'data') {
    view.setState({ screen: 'data' });
    return;
  }
  view.setState({ inspector: tab, place: 'inspector', screen: 'studio' });
  if (argument === undefined) return;
  const row = await appears(`[aria-labelledby$="-tab-${tab}"] [data-argument="${CSS.escape(argument)}"]`);
  if (!row) return;
  for (let fold = row.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null) fold.open = true;
  row.scrollIntoView({ block: 'center' });
  if (search !== undefined) {
    view.setState({ seek: { argument, text: search } });
    row.querySelector<HTMLElement>('button[aria-expanded="false"]')?.click();
  } else {
    row.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
  }
}
