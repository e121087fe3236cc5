/** Whole trainings on WebGPU. */
import { createTfjsBackend } from '../../../src/backends/tfjs';
import { kerasTrainings } from '../../parity/suite';

kerasTrainings('WebGPU', () => createTfjsBackend('webgpu'));
