/** Browser composition root: gives the studio its workers and the browser's own parts, and mounts its page. */
import { createRoot } from 'react-dom/client';
import { browserDeps, createStudio } from './state';
import { App } from './ui/app';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

// Workers are named here, where the bundler sees their addresses, and made when they are first needed.
const studio = createStudio(
  browserDeps({
    makeTrainWorker: () => new Worker(new URL('./rpc/server/train-worker.ts', import.meta.url), { type: 'module' }),
    makeDataWorker: () => new Worker(new URL('./rpc/server/data-server.ts', import.meta.url), { type: 'module' }),
    makeFilesWorker: () => new Worker(new URL('./rpc/server/files-server.ts', import.meta.url), { type: 'module' }),
  }),
);
createRoot(root).render(<App studio={studio} />);
void studio.start();
