/** Every public object of Keras by kind, how Strata has it, and why some will not be here. */
import type { Kind } from '../../src/keras';
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

const PYTHON = 'Runs code of another Python framework, which a browser does not have.';

/** Why an object cannot be here. What is missing without a reason is not built yet. */
export const REASONS: { readonly [object: string]: string } = {
  'layer/FlaxLayer': PYTHON,
  'layer/JaxLayer': PYTHON,
  'layer/TernaryDense': 'New in Keras 3.16, which is not published yet: nothing can be compared with it.',
  'layer/TFSMLayer': PYTHON,
  'layer/TorchModuleWrapper': PYTHON,
  'callback/OrbaxCheckpoint': 'Writes checkpoints of a Python library; checkpoints of Strata keep themselves.',
  'callback/LambdaCallback':
    'Runs Python functions, which a project file must not hold; RuleCallback does the usual ones: when a value does this, do that.',
  'callback/RemoteMonitor':
    'Posts the logs of each epoch to a server; this page talks to none, so that your data and results stay with you. CSVLogger and the History downloads hold the same.',
  'callback/TensorBoard':
    'Writes files for a Python program; the studio draws curves and histograms while it trains, and History can be downloaded.',
  'callback/ProgbarLogger': 'Draws a progress bar on a terminal; the studio shows progress while it trains.',
  'wrapper/SKLearnClassifier': 'Makes a model an estimator of scikit-learn, which runs in Python.',
  'wrapper/SKLearnRegressor': 'Makes a model an estimator of scikit-learn, which runs in Python.',
  'wrapper/SKLearnTransformer': 'Makes a model an estimator of scikit-learn, which runs in Python.',
};
