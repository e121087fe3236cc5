/** `npm test`: installs what the tests need, a browser included, and runs every test that needs no Python. */

import process from 'node:process';
import { ensureInstalled } from './install.mjs';

ensureInstalled();
const { ensureBrowser } = await import('./browser.mjs');
const { checkSteps, suite, summarize } = await import('./steps.mjs');
process.env.CHROME_PATH = await ensureBrowser();
console.log(`Browser: ${process.env.CHROME_PATH}`);
summarize([...(await checkSteps()), await suite('browser', 20), await suite('e2e', 30)]);
