/**
 * Objects that Keras has and a browser cannot, each with its reason. A project that holds one keeps it as it is: its
 * card says why it does not run, and what else a person can do.
 */
import { type Fix, type Problem, problem } from '../../base/problem';

const PYTHON = 'It runs code of another Python framework, which a browser does not have.';

/** Why an object cannot be here, by kind and class name. */
export const ABSENT: { readonly [object: string]: string } = {
  'layer/FlaxLayer': PYTHON,
  'layer/JaxLayer': PYTHON,
  'layer/TernaryDense': 'It is new in Keras 3.16, which is not published yet: nothing can be compared with it.',
  'layer/TFSMLayer': PYTHON,
  'layer/TorchModuleWrapper': PYTHON,
  'callback/OrbaxCheckpoint': 'It writes checkpoints of a Python library; checkpoints of Strata keep themselves.',
  'callback/LambdaCallback':
    'It runs Python functions, which a project file must not hold; RuleCallback does the usual ones: when a value does this, do that.',
  'callback/RemoteMonitor':
    'It posts the logs of each epoch to a server; this page talks to none, so that your data and results stay with you. CSVLogger and the History downloads hold the same.',
  'callback/TensorBoard':
    'It writes files for a Python program; the studio draws curves and histograms while it trains, and History can be downloaded.',
  'callback/ProgbarLogger': 'It draws a progress bar on a terminal; the studio shows progress while it trains.',
};

/** Ways on from a layer that cannot run; objects of other kinds stand where they can be taken away. */
const LAYER_FIXES: readonly Fix[] = [
  { label: 'Let values pass', action: 'replace-layer', params: { className: 'Identity', config: {} } },
  { label: 'Remove it', action: 'remove-layer' },
];

/** What is said of an object that is not in the catalogue. */
export function unknownObject(kind: string, className: string): Problem {
  const key = `${kind}/${className}`;
  const reason = Object.hasOwn(ABSENT, key) ? ABSENT[key] : undefined;
  const message = reason ? `${className} cannot run here. ${reason}` : `Strata has no ${kind} called ${className}.`;
  return problem('unknown-object', message, kind === 'layer' ? { fixes: LAYER_FIXES } : {});
}
