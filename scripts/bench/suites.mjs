/** What is measured. A suite yields its rows as they come. */

import { gain } from './gain-suite.mjs';
import { load } from './load-suite.mjs';
import { machine } from './machine-suite.mjs';
import { page } from './page-suite.mjs';
import { start } from './start-suite.mjs';
import { step } from './step-suite.mjs';
import { stream } from './stream-suite.mjs';

/**
 * @typedef {{ backends: string[], caseText: string, peerText: string, quick: boolean,
 *   native: import('./native.mjs').Native }} SuiteOptions
 * @typedef {(lab: import('./lab.mjs').Lab, options: SuiteOptions) => AsyncIterable<import('./rows.mjs').Row>} Suite
 */

/** @type {Record<string, Suite>} */
export const suites = { machine, step, gain, start, stream, page, load };
