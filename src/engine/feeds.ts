/**
 * What of the data a model is fed: `fit(x=[…], y=[…])` with an array per input and per output. Most data brings one
 * input and one target; models with more read the same again, or some of its columns, or are compared with the input itself.
 */
import { ProblemError, problem } from '../base/problem';
import type { PreparedData, RowsArray } from '../data/prepared';
import type { FitSpec } from '../graph/document';
import type { ModelGraph } from '../graph/model';
import { weightOf } from '../graph/sample-weight';

type Numbers = RowsArray['data'];
type Columns = readonly [number, number];

/** Some of the last axis' columns of every row. */
function columnsOf(source: Numbers, width: number, [from, past]: Columns): Numbers {
  const rows = source.length / width;
  const size = past - from;
  const Typed = source.constructor as new (length: number) => Numbers;
  const picked = new Typed(rows * size);
  for (let r = 0; r < rows; r++) picked.set(source.subarray(r * width + from, r * width + past), r * size);
  return picked;
}

function picked(array: RowsArray, columns: Columns): RowsArray {
  const width = array.shape.at(-1) ?? 1;
  const [from, past] = columns;
  if (from < 0 || past > width || from >= past) {
    throw new ProblemError(
      problem(
        'feed-columns',
        `The data has ${width} columns; an input of the model reads columns ${from + 1} to ${past}.`,
        {
          where: 'data',
          expected: `columns 1 to ${width}`,
          received: `${from + 1} to ${past}`,
        },
      ),
    );
  }
  return { ...array, shape: [...array.shape.slice(0, -1), past - from], data: columnsOf(array.data, width, columns) };
}

type Feeds = Pick<FitSpec, 'x' | 'y' | 'sample_weight'>;

/** The columns of weights that outputs ask for, each once, and the place of each output's. */
function weightsFor(
  { weights = [] }: PreparedData,
  outputs: number,
  fit: Feeds,
): Pick<PreparedData, 'weights' | 'weighted'> {
  const columns = weights.map((w) => w.name);
  const chosen = Array.from({ length: outputs }, (_, i) => weightOf(fit, columns, i));
  const used = [...new Set(chosen)].flatMap((name) => {
    if (name === null) return [];
    const array = weights.find((w) => w.name === name);
    if (array) return [array];
    throw new ProblemError(
      problem('sample-weight-column', `“${name}” is to weigh the rows, but is no column of sample weights.`, {
        where: 'fit.sample_weight',
        expected: columns.length > 0 ? columns.join(', ') : 'a column with the role “sample weight”',
        received: name,
      }),
    );
  });
  const weighted = chosen.map((name) => (name === null ? null : used.findIndex((w) => w.name === name)));
  return { weights: used, weighted };
}

/** The data with an input array for each model input, and a target and weights for each output. */
export function feedModel(
  data: PreparedData,
  { inputs, outputs }: Pick<ModelGraph, 'inputs' | 'outputs'>,
  fit: Feeds,
): PreparedData {
  const [input] = data.inputs;
  const [target] = data.targets;
  if (!input || !target) return data;
  return {
    ...data,
    inputs: inputs.map((_, i) => {
      const source = data.inputs[i] ?? input;
      const columns = fit.x?.[i];
      return columns ? picked(source, columns) : source;
    }),
    targets: outputs.map((_, i) => (fit.y?.[i] === 'input' ? input : (data.targets[i] ?? target))),
    ...weightsFor(data, outputs.length, fit),
  };
}

/** Rows that are not of the data, as the model's inputs want them: `shapes` are those of the data's inputs. */
export function feedRows(
  rows: readonly (Float32Array | readonly string[])[],
  shapes: readonly (readonly number[])[],
  inputs: number,
  fit: Feeds,
): (Numbers | readonly string[])[] {
  return Array.from({ length: inputs }, (_, i) => {
    const source = rows[i] ?? rows[0] ?? new Float32Array(0);
    if (!(source instanceof Float32Array)) return source;
    const width = (shapes[i] ?? shapes[0])?.at(-1) ?? 1;
    const columns = fit.x?.[i];
    return columns ? columnsOf(source, width, columns) : source;
  });
}
