/** What a document must look like to be taken for one: the shapes of `document.ts`, checked field by field, with limits. */
import * as z from 'zod/mini';
import type { JsonObject } from '../base/json';

/** Sizes no honest document reaches. */
export const LIMITS = { layers: 5000, nodes: 10_000, nesting: 6, text: 10_000, list: 100_000, depth: 60 } as const;

const text = z.string().check(z.maxLength(LIMITS.text));
const id = z.string().check(z.minLength(1), z.maxLength(200));
const count = z.number().check(z.int(), z.minimum(0));
const fraction = z.number().check(z.minimum(0), z.maximum(1));

/** Plain JSON has been made sure of before (`plainJson`); here only that it is an object. */
const jsonObject = z.custom<JsonObject>((v) => typeof v === 'object' && v !== null && !Array.isArray(v));

export const objectSchema = z.object({
  className: z.string().check(z.minLength(1), z.maxLength(200)),
  config: jsonObject,
});

const ref = z.object({ node: id, index: count });

export const modelSchema = z.object({
  layers: z.record(id, z.object({ id, name: text, className: objectSchema.shape.className, config: jsonObject })),
  nodes: z
    .array(z.object({ id, layer: id, inputs: z.array(ref).check(z.maxLength(1000)) }))
    .check(z.maxLength(LIMITS.nodes)),
  inputs: z.array(id).check(z.minLength(1), z.maxLength(1000)),
  outputs: z.array(ref).check(z.minLength(1), z.maxLength(1000)),
});

const objects = z.array(objectSchema).check(z.maxLength(1000));

export const compileSchema = z.object({
  optimizer: objectSchema,
  losses: objects,
  lossWeights: z.nullable(z.array(z.number())),
  metrics: z.array(objects),
  weightedMetrics: z.array(objects),
  stepsPerExecution: z.optional(z.number().check(z.int(), z.minimum(1), z.maximum(1e6))),
});

export const fitSchema = z.object({
  epochs: z.number().check(z.int(), z.minimum(1), z.maximum(1e9)),
  batch_size: z.number().check(z.int(), z.minimum(1), z.maximum(1e9)),
  shuffle: z.boolean(),
  validation_freq: z.number().check(z.int(), z.minimum(1), z.maximum(1e9)),
  x: z.optional(z.array(z.nullable(z.tuple([count, count]))).check(z.maxLength(1000))),
  y: z.optional(z.array(z.enum(['target', 'input'])).check(z.maxLength(1000))),
  y_scale: z.optional(z.array(z.nullable(z.number().check(z.positive()))).check(z.maxLength(1000))),
  class_weight: z.nullable(z.record(text, z.number())),
  sample_weight: z.optional(z.array(z.nullable(text)).check(z.maxLength(1000))),
  seed: z.number().check(z.int(), z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER)),
  backend: z.enum(['auto', 'webgpu', 'webgl', 'wasm', 'cpu']),
});

const split = z.object({
  kind: z.enum(['random', 'stratified', 'ordered']),
  validation: fraction,
  test: fraction,
  seed: z.number(),
  keepCopiesTogether: z.boolean(),
});

const source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('builtin'), name: z.enum(['iris', 'wine', 'breast_cancer', 'diabetes', 'digits']) }),
  z.object({
    kind: z.literal('generated'),
    name: z.enum(['spirals', 'moons', 'circles', 'blobs', 'xor', 'sine', 'shapes', 'sentences']),
    points: count,
    noise: z.number(),
    seed: z.number(),
  }),
  z.object({ kind: z.literal('table'), datasetId: id, fileName: text }),
  z.object({ kind: z.literal('images'), datasetId: id, fileName: text }),
]);

const task = z.enum(['regression', 'classification']);
const excludeClasses = z.optional(z.array(text).check(z.maxLength(LIMITS.list)));

export const dataSchema = z.object({
  source,
  split,
  table: z.optional(
    z.object({
      columns: z
        .array(
          z.object({
            name: text,
            type: z.enum(['number', 'category', 'text', 'weight', 'ignore']),
            encoding: z.enum(['standardize', 'minmax', 'log-standardize', 'none', 'one-hot', 'integer']),
            missing: z.enum(['mean', 'median', 'zero', 'own-value', 'most-frequent', 'drop-row']),
            mergeSpellings: z.optional(z.boolean()),
          }),
        )
        .check(z.maxLength(LIMITS.list)),
      target: z.nullable(text),
      task,
      excludeClasses,
    }),
  ),
  image: z.optional(
    z.object({
      width: z.number().check(z.int(), z.minimum(1), z.maximum(16_384)),
      height: z.number().check(z.int(), z.minimum(1), z.maximum(16_384)),
      channels: z.union([z.literal(1), z.literal(3)]),
      fit: z.enum(['stretch', 'center-crop', 'contain']),
      task,
      excludeClasses,
    }),
  ),
});

/** Version 1. */
export const documentSchema = z.object({
  version: z.literal(1),
  id,
  name: text,
  data: dataSchema,
  model: modelSchema,
  compile: compileSchema,
  fit: fitSchema,
  callbacks: objects,
  layout: jsonObject,
});
