/** Kernels whose fan is spread over several axes: initializers that scale by it are told which. */
import type { ObjectValue } from '../../core/args';
import { get } from '../../core/registry';

/** The initializer with the axes of inputs and of outputs named, where it takes them. */
export function withAxes(
  initializer: ObjectValue | null,
  inputAxes: readonly number[],
  outputAxes: readonly number[],
): ObjectValue | null {
  if (initializer === null) return null;
  const value = typeof initializer === 'string' ? { className: initializer, config: {} } : initializer;
  if (!Object.hasOwn(get('initializer', value.className).args, 'input_axes')) return initializer;
  return { ...value, config: { input_axes: [...inputAxes], output_axes: [...outputAxes], ...value.config } };
}
