/** Documents to begin with: sensible settings for everything a person has not decided yet. */
import { object, sequential } from './build';
import type { DataSource, DataSpec, SplitSpec } from './data-spec';
import { type CompileSpec, DOCUMENT_VERSION, type FitSpec, type ProjectDocument } from './document';

export const DEFAULT_SPLIT: SplitSpec = {
  kind: 'stratified',
  validation: 0.15,
  test: 0.15,
  seed: 1,
  keepCopiesTogether: true,
};

export const DEFAULT_FIT: FitSpec = {
  epochs: 20,
  batch_size: 32,
  shuffle: true,
  validation_freq: 1,
  class_weight: null,
  seed: 1,
  backend: 'auto',
};

/** Adam, sparse categorical crossentropy, accuracy: what a classifier of several classes begins with. */
export const CLASSIFIER_COMPILE: CompileSpec = {
  optimizer: object('Adam'),
  losses: [object('SparseCategoricalCrossentropy')],
  lossWeights: null,
  metrics: [[object('accuracy')]],
  weightedMetrics: [],
};

export const DIGITS: DataSource = { kind: 'builtin', name: 'digits' };

export const DIGITS_DATA: DataSpec = {
  source: DIGITS,
  split: DEFAULT_SPLIT,
  image: { width: 8, height: 8, channels: 1, fit: 'stretch', task: 'classification' },
};

/** What a project is called until a person names it. */
export const DEFAULT_NAME = 'Handwritten digits';

/** A project from its parts; what is left out is as in the first project. */
export function newDocument(
  parts: Partial<Omit<ProjectDocument, 'version'>> & { readonly id: string },
): ProjectDocument {
  return {
    name: DEFAULT_NAME,
    data: DIGITS_DATA,
    model: digitsModel(),
    compile: CLASSIFIER_COMPILE,
    fit: DEFAULT_FIT,
    callbacks: [],
    layout: {},
    ...parts,
    version: DOCUMENT_VERSION,
  };
}

/** A small convolutional network that reads the 8×8 digits well after a few seconds. */
export function digitsModel() {
  return sequential(
    [8, 8, 1],
    [
      object('Rescaling', { scale: 1 / 255 }),
      object('Conv2D', { filters: 16, kernel_size: 3, padding: 'same', activation: 'relu' }),
      object('Conv2D', { filters: 32, kernel_size: 3, activation: 'relu' }),
      object('MaxPooling2D'),
      object('Flatten'),
      object('Dropout', { rate: 0.25 }),
      object('Dense', { units: 10, activation: 'softmax' }),
    ],
  );
}
