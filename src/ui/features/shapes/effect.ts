/** What a layer does to shapes: on tensors it would meet where it is put, else on usual ones of the rank it takes. */
import type { PartialShape } from '../../../base/shape';
import type { ObjectSpec } from '../../../graph/model';
import { Sketch } from '../../../graph/sketch';
import { find, type LayerDefinition } from '../../../keras';
import { analyseModel } from '../../../state';

export interface ShapeEffect {
  /** With the batch; several for layers that take several. */
  readonly before: readonly PartialShape[];
  readonly after: readonly PartialShape[];
  /** The tensors are made up: those at hand do not fit. */
  readonly example: boolean;
}

/** Shapes without the batch, the most usual first: images, sequences, features, volumes, films, sounds. */
const USUAL: readonly (readonly number[])[] = [
  [28, 28, 3],
  [10, 16],
  [32],
  [8, 16, 16, 4],
  [4, 8, 8, 8, 2],
  [8000],
  [8000, 1],
  [8, 8],
  [],
];

function inputsFor(definition: LayerDefinition, { config }: ObjectSpec): number {
  const { count = 1 } = definition.inputs;
  // Each number in place of a tensor leaves one less.
  const numbers = [config.x1, config.x2].filter((v) => (v ?? null) !== null).length;
  if (definition.args.x2 && typeof count !== 'number' && count[1] !== null) return count[1] - numbers;
  const least = typeof count === 'number' ? count : count[0];
  return definition.family === 'merging' ? Math.max(2, least) : least;
}

function tried(spec: ObjectSpec, shape: PartialShape, inputs: number, dtype: 'float32' | 'int32'): ShapeEffect | null {
  const s = new Sketch();
  const input = s.input(shape, dtype);
  const made = s.call(spec.className, spec.config, ...new Array(inputs).fill(input));
  const analysis = analyseModel(s.model(made));
  const after = analysis.built.nodes.get(made.node)?.outputs ?? [];
  if (after.length === 0) return null;
  return {
    before: new Array(inputs).fill([null, ...shape]),
    after: after.map((t) => [null, ...t.shape.slice(1)]),
    example: false,
  };
}

const known = new Map<string, ShapeEffect | null>();
const MOST_KNOWN = 1000;

/** The effect of a layer on a tensor of the given shape (with the batch); null when it fits no tensor that is tried. */
export function effectOf(spec: ObjectSpec, at: PartialShape | null): ShapeEffect | null {
  const definition = find('layer', spec.className);
  if (!definition) return null;
  const key = JSON.stringify([spec, at]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const inputs = inputsFor(definition, spec);
  const dtype = definition.inputs.dtype === 'int32' ? 'int32' : 'float32';
  const { rank, minRank = 1, maxRank = 6 } = definition.inputs;
  const fits = (shape: readonly number[]): boolean =>
    rank !== undefined ? shape.length + 1 === rank : shape.length + 1 >= minRank && shape.length + 1 <= maxRank;
  let effect = at && at.length > 1 ? tried(spec, at.slice(1), inputs, dtype) : null;
  for (const usual of effect ? [] : USUAL.filter(fits)) {
    const made = tried(spec, usual, inputs, dtype);
    if (!made) continue;
    effect = { ...made, example: true };
    break;
  }
  if (known.size > MOST_KNOWN) known.clear();
  known.set(key, effect);
  return effect;
}
