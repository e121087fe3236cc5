/** The part of a layer that runs on the host: the vocabulary it finds, and the numbers or words it makes of its inputs. */
import { isJsonObject, type Json } from '../../../src/base/json';
import { type ExampleCase, type LayerDefinition, resolveConfig } from '../../../src/keras';
import type { HostValues } from '../../../src/keras/core/definitions';
import { close, sameShapes } from './compare';
import type { LayerCase } from './fixtures';
import { INITIAL } from './tolerances';

/** What is wrong, or what is left for the device: the numbers `call` gets in place of the inputs. */
export type HostPart =
  | { readonly wrong: string[] }
  | { readonly wrong: null; readonly example: ExampleCase; readonly fixture: LayerCase };

/** A nested list of words or whole numbers as a table. */
function table(data: readonly Json[]): HostValues {
  const rows = data.map((row) => (Array.isArray(row) ? row : [row])) as (string | number)[][];
  const flat = rows.flat();
  const shape = Array.isArray(data[0]) ? [rows.length, rows[0]?.length ?? 0] : [rows.length];
  return typeof flat[0] === 'string'
    ? { shape, dtype: 'string', data: flat.map(String) }
    : { shape, dtype: 'int32', data: flat.map(Number) };
}

function compareLists(what: string, ours: unknown, theirs: readonly unknown[]): string[] {
  return JSON.stringify(ours) === JSON.stringify(theirs)
    ? []
    : [`${what}: ${JSON.stringify(ours)}, Keras has ${JSON.stringify(theirs)}`];
}

/** Runs the host's part of an example case. */
export function hostPart(definition: LayerDefinition, example: ExampleCase, fixture: LayerCase): HostPart {
  const { host, adapt } = definition;
  if (!host) return { wrong: null, example, fixture };
  const seen = isJsonObject(example.extra) ? example.extra.adapt : undefined;
  let config = example.config;
  if (Array.isArray(seen) && adapt) {
    const found = adapt.call(definition, resolveConfig(definition.args, config) as never, table(seen));
    const wrong = compareLists('vocabulary', found.vocabulary, fixture.vocabulary ?? []);
    if (fixture.idf_weights) {
      const off = close('idf_weights', Float32Array.from(found.idf_weights as number[]), fixture.idf_weights, INITIAL);
      if (off) wrong.push(off);
    }
    if (wrong.length > 0) return { wrong };
    config = { ...config, ...found };
  }
  const given = fixture.inputs as unknown as readonly HostValues[];
  const values = host.call(definition, resolveConfig(definition.args, config) as never, given);
  if (values.dtype === 'string') {
    const want = fixture.outputs[0] as unknown as HostValues;
    const shapes = sameShapes('words', values.shape, want.shape);
    return { wrong: [...(shapes ? [shapes] : []), ...compareLists('words', values.data, want.data as string[])] };
  }
  const data = Array.from(values.data as ArrayLike<number>);
  return {
    wrong: null,
    example: { ...example, config },
    fixture: { ...fixture, inputs: [{ shape: values.shape, dtype: 'int32', data }], inputGradients: [null] },
  };
}
