/** The catalogue on the CPU backend. */
import { createTfjsBackend } from '../../../src/backends/tfjs';
import { kerasContract } from './suite';
import { FLOAT32 } from './tolerances';

kerasContract('the CPU', () => createTfjsBackend('cpu'), FLOAT32);
