/** Browser composition root: mounts the studio. */

import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <main>
    <h1>Strata</h1>
  </main>,
);
