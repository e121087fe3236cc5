/** Whole trainings on WebGL. */
import { createTfjsBackend } from '../../../src/backends/tfjs';
import { kerasTrainings } from '../../parity/suite';

kerasTrainings('WebGL', () => createTfjsBackend('webgl'));
