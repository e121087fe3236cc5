/** The arguments a Keras object starts with when it is added: what Keras requires, set to something sensible to try. */
import type { Json } from '../base/json';
import type { ObjectSpec } from '../graph/model';
import { find, type Kind } from '../keras';

/** Starting values of required arguments, by name; they mean the same in every object that has them. */
const STARTS: { readonly [argument: string]: Json } = {
  units: 32,
  filters: 16,
  kernel_size: 3,
  rate: 0.3,
  pool_size: 2,
  input_dim: 1000,
  output_dim: 16,
  activation: 'relu',
  scale: 1 / 255,
  target_shape: [-1],
  n: 4,
  dims: [1],
  size: 2,
  padding: 1,
  cropping: 1,
  num_heads: 2,
  key_dim: 16,
  decay_steps: 1000,
};

/** What a layer around another begins with. */
const WRAPPED = 'LSTM';

/** An object with its required arguments filled in: from `given`, else the usual start, else its first example. */
export function startingSpec(kind: Kind, className: string, given: { readonly [name: string]: Json } = {}): ObjectSpec {
  const definition = find(kind, className);
  const config: Record<string, Json> = {};
  for (const [name, arg] of Object.entries(definition?.args ?? {})) {
    if (arg.default !== undefined) continue;
    const inner = arg.kind === 'layer' ? (startingSpec('layer', WRAPPED) as unknown as Json) : undefined;
    const value = given[name] ?? inner ?? STARTS[name] ?? definition?.cases[0]?.config[name];
    if (value !== undefined) config[name] = value;
  }
  return { className, config };
}
