/** Tabs of a browser that keeps projects: opened, trained in, asked, and closed as a person would close them. */
import type { RunRecord, Studio } from '../../src/state';
import { type Profile, type TestDeps, testDeps, testStudio } from './support';

/** A tab of a profile, open and ready. */
export async function tab(of: Profile): Promise<{ studio: Studio; deps: TestDeps }> {
  const deps = testDeps(of);
  return { studio: await testStudio(deps), deps };
}

/** The page goes away: it is told, its workers end, and its locks go with it. */
export async function closeTab(deps: TestDeps, of: Profile): Promise<void> {
  deps.hide();
  for (const worker of deps.trainWorkers) worker.terminate();
  // Transactions begun before the page went are finished by the browser.
  await new Promise((resolve) => setTimeout(resolve, 100));
  of.letGo(deps);
}

export async function trained(studio: Studio, epochs = 2): Promise<RunRecord> {
  await studio.data.use({ kind: 'builtin', name: 'iris' });
  await studio.data.settled();
  studio.edit.setFit({ epochs, backend: 'cpu' });
  await studio.training.start();
  const run = studio.runs.getState().runs.at(-1);
  if (!run) throw new Error('There is no run.');
  return run;
}

export const documentOf = (studio: Studio) => studio.document.getState().document;
export const noticeOf = (studio: Studio, id: string) =>
  studio.view.getState().notices.find((n) => n.id === id || n.id.startsWith(id));
