/** The CPU backend against the reference, in Node. */
import { createCpuBackend } from '../../../src/backends/cpu';
import { describeBackend } from './suite';

describeBackend('cpu', async () => createCpuBackend(), { programs: 300 });
