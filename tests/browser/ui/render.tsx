/** Draws parts of the studio in a real browser page, over a studio whose workers never answer. */
import axe from 'axe-core';
import { act, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach } from 'vitest';
import { createStudio, memoryPreferences, type Studio, systemClock, type WorkerPort } from '../../../src/state';
import { StudioProvider } from '../../../src/ui/studio';
import '../../../src/ui/theme/base.css';
import '../../../src/ui/theme/tokens.css';

let root: Root | null = null;

/** React then runs effects before `act` returns. */
beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
});

afterEach(async () => {
  const drawn = root;
  root = null;
  await act(async () => drawn?.unmount());
  document.body.replaceChildren();
  document.documentElement.removeAttribute('data-theme');
});

/** Draws something and returns the element it is in. */
export async function draw(what: ReactNode): Promise<HTMLElement> {
  const host = document.createElement('main');
  document.body.append(host);
  root = createRoot(host);
  const drawing = root;
  await act(async () => drawing.render(what));
  // Parts that are loaded when they are first shown.
  while (host.querySelector('span[aria-busy="true"]')) await act(() => new Promise((after) => setTimeout(after, 10)));
  return host;
}

const silentWorker = (): WorkerPort => ({
  postMessage: () => undefined,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  terminate: () => undefined,
});

let ids = 0;

/** A studio on its first project, with no data yet and nothing stored. */
export function idleStudio(): Studio {
  return createStudio({
    clock: systemClock,
    preferences: memoryPreferences(),
    newId: () => `id-${++ids}`,
    makeTrainWorker: silentWorker,
    dataClient: { call: () => new Promise(() => undefined), stop: () => undefined },
    mac: false,
    database: null,
    locks: null,
    channel: null,
    files: { call: () => new Promise(() => undefined) },
    download: () => undefined,
    onHide: () => undefined,
  });
}

/** Draws something inside a studio. */
export async function drawInStudio(
  what: ReactNode,
  studio = idleStudio(),
): Promise<{ studio: Studio; host: HTMLElement }> {
  const host = await draw(<StudioProvider studio={studio}>{what}</StudioProvider>);
  return { studio, host };
}

/** Does something and waits until it is drawn. */
export async function doing(action: () => unknown): Promise<void> {
  await act(async () => {
    await action();
  });
}

/** What axe finds, one line each. */
export async function violations(element: Element): Promise<string[]> {
  const { violations: found } = await axe.run(element, { rules: { region: { enabled: false } } });
  return found.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${n.failureSummary ?? ''}`));
}
