/** Runs a TypeScript file of this project in Node as Vite would load it, so that `import.meta.glob` works. */

import { relative, resolve, sep } from 'node:path';
import process from 'node:process';
import { ensureInstalled, projectRoot } from './install.mjs';
import { kernelsPlugin } from './vite-kernels.mjs';

const [file, ...args] = process.argv.slice(2);
if (!file) {
  console.error('node scripts/run-ts.mjs FILE [ARGUMENTS]');
  process.exit(1);
}
const path = resolve(file);
ensureInstalled();
const { createServer } = await import('vite');
const server = await createServer({
  configFile: false,
  plugins: [kernelsPlugin()],
  appType: 'custom',
  logLevel: 'warn',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true, include: [] },
});
// The program sees its own name and arguments, as it would under node.
process.argv = [process.argv[0] ?? 'node', path, ...args];
try {
  await server.ssrLoadModule(`/${relative(projectRoot, path).split(sep).join('/')}`);
} catch (error) {
  if (error instanceof Error) server.ssrFixStacktrace(error);
  console.error(error);
  process.exitCode = 1;
} finally {
  await server.close();
}
