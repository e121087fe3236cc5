/** The sentence that explains an argument; a built app loads these once its page is up, so help gains them a moment later. */
import { useSyncExternalStore } from 'react';

let docs: readonly string[] | null = null;
let asked = false;
const listeners = new Set<() => void>();

async function load(): Promise<void> {
  try {
    docs = (await import('../../../keras/argument-docs')).argumentDocs;
    for (const listener of listeners) listener();
  } catch {
    // Help goes on telling kinds and defaults; the next argument shown asks again.
    asked = false;
  }
}

function ask(): void {
  if (asked) return;
  asked = true;
  if (document.readyState === 'complete') void load();
  // Only after the load event is over do the sentences no longer stand in the way of the page.
  else window.addEventListener('load', () => setTimeout(load), { once: true });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ask();
  return () => listeners.delete(listener);
}

/** The sentence that `doc` is or, in a built app, is the number of (`#12`); empty until the sentences are there. */
export function useArgumentDoc(doc: string): string {
  const known = useSyncExternalStore(subscribe, () => docs);
  return /^#\d+$/.test(doc) ? (known?.[Number(doc.slice(1))] ?? '') : doc;
}
