/** `npm run check`: everything that needs neither a browser nor Python, in under two minutes. */

import { ensureInstalled } from './install.mjs';
import { checkSteps, summarize } from './steps.mjs';

ensureInstalled();
summarize(await checkSteps());
