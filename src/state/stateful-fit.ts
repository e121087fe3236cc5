/** Whether fit keeps to what layers need that carry states from batch to batch: rows in order, batches of one size. */
import { type Fix, type Problem, problem } from '../base/problem';
import type { ProjectDocument } from '../graph/document';
import { nodeOf } from '../graph/topology';
import type { ModelAnalysis } from './analysis';
import type { DataFacts } from './data-facts';

const setFit = (label: string, argument: string, value: number | boolean): Fix => ({
  label,
  action: 'set-fit',
  params: { argument, value },
});

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** The largest batch size up to `most` that leaves no smaller last batch; null where it would be far smaller. */
function evenSize(train: number, validation: number, most: number): number | null {
  const common = commonDivisor(train, validation);
  for (let size = Math.min(most, common); size >= most / 4; size--) if (common % size === 0) return size;
  return null;
}

function unevenBatches({ batch_size: size }: ProjectDocument['fit'], facts: DataFacts): Problem[] {
  const { train, validation } = facts.parts;
  const rests = [
    { part: 'training', rows: train % size },
    { part: 'validation', rows: validation % size },
  ].filter((r) => r.rows > 0);
  if (rests.length === 0) return [];
  const even = evenSize(train, validation, size);
  const words = rests.map((r) => `${r.rows} row${r.rows === 1 ? '' : 's'} in ${r.part}`).join(', ');
  return [
    problem(
      'stateful-rest',
      `The last batch is smaller (${words}) and goes on with the first of the states; Keras would refuse it.`,
      {
        where: 'fit.batch_size',
        expected: 'a batch size that divides the rows',
        received: String(size),
        fixes: even === null ? [] : [setFit(`Use batches of ${even}`, 'batch_size', even)],
      },
    ),
  ];
}

/** Inputs that say another batch size than fit's: Keras' layers would keep states for that many rows. */
function otherSizes({ model, fit }: ProjectDocument): Problem[] {
  return model.inputs.flatMap((id) => {
    const layer = model.layers[nodeOf(model, id).layer];
    const { batch_size: own, batch_shape: whole } = layer?.config ?? {};
    const given = own ?? (Array.isArray(whole) ? whole[0] : null);
    if (!layer || typeof given !== 'number' || given === fit.batch_size) return [];
    return [
      problem('stateful-input', `The input has a fixed batch of ${given} rows; fit trains with ${fit.batch_size}.`, {
        where: layer.id,
        expected: `batches of ${given}`,
        received: String(fit.batch_size),
        fixes: [setFit(`Train with batches of ${given}`, 'batch_size', given)],
      }),
    ];
  });
}

/** What the studio says of a model with stateful layers; nothing of others. */
export function statefulProblems(
  document: ProjectDocument,
  analysis: ModelAnalysis,
  facts: DataFacts | null,
): Problem[] {
  if (!analysis.built.plan.variables.some((v) => v.role === 'state')) return [];
  const shuffled = problem(
    'stateful-shuffle',
    'Stateful layers go on from one batch to the next, but fit shuffles the rows: no batch continues the one before.',
    { where: 'fit.shuffle', fixes: [setFit('Keep the rows in order', 'shuffle', false)] },
  );
  const found = [
    ...(document.fit.shuffle ? [shuffled] : []),
    ...otherSizes(document),
    ...(facts ? unevenBatches(document.fit, facts) : []),
  ];
  return found.map((p) => ({ ...p, severity: 'warning' }));
}
