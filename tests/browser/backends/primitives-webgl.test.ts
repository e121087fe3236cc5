/** WebGL against the reference, in a real browser. */
import { createTfjsBackend } from '../../../src/backends/tfjs';
import { describeBackend } from '../../contract/primitives/suite';

describeBackend('webgl', () => createTfjsBackend('webgl'), { programs: 15 });
