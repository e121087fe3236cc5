/** Browser composition root: makes the studio from the browser's own parts and mounts its page. */
import { createRoot } from 'react-dom/client';
import { createDataClient } from './rpc/client/data-client';
import { createStudio, systemClock } from './state';
import { App } from './ui/app';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
const dataClient = createDataClient({
  makeWorker: () => new Worker(new URL('./rpc/server/data-server.ts', import.meta.url), { type: 'module' }),
  baseUrl: new URL('./', window.location.href).href,
});
const studio = createStudio({
  clock: systemClock,
  preferences: { get: (k) => localStorage.getItem(k), set: (k, v) => localStorage.setItem(k, v) },
  newId: () => crypto.randomUUID(),
  makeTrainWorker: () => new Worker(new URL('./rpc/server/train-worker.ts', import.meta.url), { type: 'module' }),
  dataClient,
  importer: (client, files, o) =>
    client.call(
      'importTable',
      { file: files[0] as File, name: files[0]?.name ?? '', ...(o.read && { options: o.read }) },
      { signal: o.signal, onProgress: o.onProgress },
    ),
  checkpoints: { save: async () => {}, load: async () => null },
  mac: /Mac|iPhone|iPad/.test(navigator.platform),
});
createRoot(root).render(<App studio={studio} />);
