/** Entry of the training worker. */
import type { Port } from '../rpc';
import { serveTraining } from './train-server';

serveTraining(globalThis as unknown as Port, true);
