/** `npm start`: installs what is missing, builds the app, serves it and prints its address. */

import { spawn } from 'node:child_process';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './install.mjs';
import { serve } from './serve.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '5173' },
    host: { type: 'string', default: 'localhost' },
    open: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm start -- [--port N] [--host NAME] [--open]

  --port N     first port to try (5173); the next free one is taken
  --host NAME  address to listen on (localhost)
  --open       open the page in the default browser`);
  process.exit(0);
}

const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port takes a number from 0 to 65535, not ${values.port}`);
  process.exit(1);
}

ensureInstalled();
const { build } = await import('vite');
await build({ logLevel: 'warn' });
const { url, close } = await serve({ root: 'dist', port, host: values.host });
console.log(`Strata is at ${url} (Ctrl+C ends it)`);
if (values.open && !process.env.CI) openInBrowser(url);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => close().then(() => process.exit(0)));

/** @param {string} address */
function openInBrowser(address) {
  const command = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer' : 'xdg-open';
  const child = spawn(command, [address], { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('No program to open the page with; open the address yourself.'));
  child.unref();
}
