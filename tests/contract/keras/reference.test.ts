/** The catalogue on the reference backend: float64, so what differs here is a difference in meaning. */
import { createReferenceBackend } from '../../../src/backends/reference';
import { kerasContract } from './suite';
import { FLOAT32 } from './tolerances';

kerasContract('the reference backend', async () => createReferenceBackend(), FLOAT32);
