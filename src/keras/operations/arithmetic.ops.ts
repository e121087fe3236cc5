/** Arithmetic of `keras.ops` on two tensors, or a tensor and a number. */
import * as ops from '../../ops';
import { binary } from './operation';

export default [
  binary('Add', 'Adds two tensors, or a number.', ops.add),
  binary('Subtract', 'Subtracts the second from the first.', ops.sub),
  binary('Multiply', 'Multiplies two tensors, or by a number.', ops.mul),
  binary('Divide', 'Divides the first by the second.', ops.div),
  binary('FloorDivide', 'How often the second goes into the first.', (a, b) => ops.floor(ops.div(a, b))),
  binary('Mod', 'What is left of the first after dividing by the second.', ops.mod),
  binary('Power', 'Raises the first to the power of the second.', ops.pow),
  binary('Maximum', 'The larger of each pair of values.', ops.maximum),
  binary('Minimum', 'The smaller of each pair of values.', ops.minimum),
];
