/** The catalogue on WebGPU. */
import { createTfjsBackend } from '../../../src/backends/tfjs';
import { kerasContract } from '../../contract/keras/suite';
import { GRAPHICS } from '../../contract/keras/tolerances';

kerasContract('WebGPU', () => createTfjsBackend('webgpu'), GRAPHICS);
