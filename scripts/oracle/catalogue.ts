/** Every public object of Keras by kind, how Strata has it, and why some will not be here. */
import type { Kind } from '../../src/keras';
import { ABSENT } from '../../src/keras/core/absent';
import catalogue from './catalogue.json';

/** Version of Keras the list is of. */
export const CATALOGUE_VERSION: string = catalogue.keras;

/** Keras' kinds in the order they are reported, with the names of their objects. */
export const CATALOGUE: { readonly [kind: string]: readonly string[] } = catalogue.kinds;

/** Which of Strata's kinds holds the objects of a kind of Keras'. Functions are the same objects by their identifier. */
export const KIND_OF: { readonly [kind: string]: Kind } = {
  layer: 'layer',
  activation: 'activation',
  initializer: 'initializer',
  regularizer: 'regularizer',
  constraint: 'constraint',
  loss: 'loss',
  metric: 'metric',
  optimizer: 'optimizer',
  lr_schedule: 'schedule',
  callback: 'callback',
  loss_fn: 'loss',
  metric_fn: 'metric',
  layer_fn: 'layer',
};

/** Functions whose object has another name. */
export const OBJECT_OF: { readonly [name: string]: string } = { 'layer_fn/Input': 'InputLayer' };

/** Models by the scenario that trains one as Keras does. */
export const MODEL_SCENARIOS: { readonly [name: string]: string } = { Sequential: 'mlp', Model: 'two-outputs' };

/** Why an object cannot be here. What is missing without a reason is not built yet. */
export const REASONS: { readonly [object: string]: string } = {
  ...ABSENT,
  'wrapper/SKLearnClassifier': 'It makes a model an estimator of scikit-learn, which runs in Python.',
  'wrapper/SKLearnRegressor': 'It makes a model an estimator of scikit-learn, which runs in Python.',
  'wrapper/SKLearnTransformer': 'It makes a model an estimator of scikit-learn, which runs in Python.',
};
