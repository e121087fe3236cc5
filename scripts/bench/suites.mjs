/** What is measured. A suite yields its rows as they come. */

import { page } from './page-suite.mjs';
import { step } from './step-suite.mjs';

/**
 * @typedef {{ backends: string[], caseText: string, quick: boolean }} SuiteOptions
 * @typedef {(lab: import('./lab.mjs').Lab, options: SuiteOptions) => AsyncIterable<import('./rows.mjs').Row>} Suite
 */

/** @type {Record<string, Suite>} */
export const suites = { step, page };
