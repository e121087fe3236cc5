/** The catalogue on WebGL. */
import { createTfjsBackend } from '../../../src/backends/tfjs';
import { kerasContract } from '../../contract/keras/suite';
import { GRAPHICS } from '../../contract/keras/tolerances';

kerasContract('WebGL', () => createTfjsBackend('webgl'), GRAPHICS);
