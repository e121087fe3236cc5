/** Sample weights against the rest of a project: the column is there, class weights are not, the loss keeps its size. */
import { type JsonObject, jsonEquals } from '../base/json';
import { type Fix, type Problem, problem } from '../base/problem';
import type { FitSpec, ProjectDocument } from '../graph/document';
import { weightOf } from '../graph/sample-weight';
import { layerOf, nodeOf } from '../graph/topology';
import type { RunRecord } from '../rpc/run-record';
import type { DataFacts } from './data-facts';

/** Weights that are so many times larger or smaller than 1 change the size of the loss more than its shape. */
const FAR_FROM_ONE = 10;

type Data = Pick<DataFacts, 'weights'>;

/** For each output of the model the column that weighs its rows; null for none. */
export function sampleWeights({ model, fit }: Pick<ProjectDocument, 'model' | 'fit'>, facts: Data): (string | null)[] {
  const columns = facts.weights.map((w) => w.name);
  return model.outputs.map((_, output) => weightOf(fit, columns, output));
}

/** The columns that weigh the rows of a run, each once. */
export function weightsOfRun({ spec, data }: Pick<RunRecord, 'spec' | 'data'>): string[] {
  const columns = data.table?.columns.filter((c) => c.type === 'weight' && c.name !== data.table?.target) ?? [];
  const weights = columns.map((c) => c.name);
  return [...new Set(spec.model.outputs.map((_, output) => weightOf(spec.fit, weights, output)))].filter(
    (name) => name !== null,
  );
}

/** Fit with another column of weights for one output, the same where it has that. What would be so anyway is left out. */
export function withSampleWeight(
  document: Pick<ProjectDocument, 'model' | 'fit'>,
  facts: Data,
  output: number,
  column: string | null,
): FitSpec {
  const { sample_weight: _, ...others } = document.fit;
  const chosen = sampleWeights(document, facts).map((old, i) => (i === output ? column : old));
  const usual = facts.weights[0]?.name ?? null;
  const next = chosen.every((c) => c === usual) ? others : { ...others, sample_weight: chosen };
  return jsonEquals(next as unknown as JsonObject, document.fit as unknown as JsonObject) ? document.fit : next;
}

function missingColumns(document: ProjectDocument, facts: DataFacts, chosen: readonly (string | null)[]): Problem[] {
  const there = facts.weights.map((w) => w.name);
  const lost = [...new Set(chosen)].filter((name) => name !== null && !there.includes(name)) as string[];
  return lost.map((name) => {
    const instead = (column: string | null): Fix => ({
      label: column === null ? 'Do not weigh rows' : `Weigh rows by ${column}`,
      action: 'set-fit',
      params: { argument: 'sample_weight', value: chosen.map((c) => (c === name ? column : c)) },
    });
    const known = document.data.table?.columns.some((c) => c.name === name && c.name !== document.data.table?.target);
    return problem('sample-weight-column', `“${name}” is to weigh the rows, but is no sample weight of the data.`, {
      where: 'fit.sample_weight',
      expected: there.length > 0 ? there.join(', ') : 'a column with the role “sample weight”',
      received: name,
      fixes: [
        ...there.slice(0, 2).map(instead),
        ...(known
          ? [
              {
                label: `Make ${name} a sample weight`,
                action: 'data.set-column',
                params: { column: name, type: 'weight', missing: 'drop-row' },
              },
            ]
          : []),
        instead(null),
      ],
    });
  });
}

/** Weights in the thousands make a loss in the thousands, unless it is divided by them. */
function largeWeights(document: ProjectDocument, facts: DataFacts, chosen: readonly (string | null)[]): Problem[] {
  const { losses } = document.compile;
  const { model } = document;
  return chosen.flatMap((name, output) => {
    const mean = facts.weights.find((w) => w.name === name)?.mean;
    const loss = losses[output];
    const ref = model.outputs[output];
    if (mean === undefined || !loss || !ref || mean <= 0) return [];
    if (mean < FAR_FROM_ONE && mean > 1 / FAR_FROM_ONE) return [];
    const { reduction = 'sum_over_batch_size' } = loss.config;
    if (reduction === 'mean_with_sample_weight') return [];
    const times = Number(mean.toPrecision(2)).toLocaleString('en');
    const of = losses.length > 1 ? ` of ${layerOf(model, nodeOf(model, ref.node).layer).name}` : '';
    return {
      ...problem(
        'weights-scale',
        `Weights in “${name}” are ${times} on average, so the loss${of} and its gradients come out that much ${mean > 1 ? 'larger' : 'smaller'}.`,
        {
          where: 'fit.sample_weight',
          expected: 'weights near 1, or a loss divided by them',
          received: `${times} on average`,
          fixes: [
            {
              label: 'Divide the loss by the weights',
              action: 'set-argument',
              params: {
                target: { kind: 'loss', output },
                argument: 'reduction',
                value: 'mean_with_sample_weight',
              },
            },
          ],
        },
      ),
      severity: 'warning' as const,
    };
  });
}

/** Class weights that Keras refuses: beside sample weights, and in models with several outputs. */
function classWeights(document: ProjectDocument, chosen: readonly (string | null)[]): Problem[] {
  const { fit, model } = document;
  if (fit.class_weight === null) return [];
  const remove = { label: 'Remove class_weight', action: 'set-fit', params: { argument: 'class_weight', value: null } };
  if (model.outputs.length > 1) {
    return [
      problem(
        'class-weight-outputs',
        `class_weight is for models with one output; this one has ${model.outputs.length}.`,
        {
          where: 'fit.class_weight',
          expected: 'no class_weight, or sample weights from the data',
          received: `${model.outputs.length} outputs`,
          fixes: [remove],
        },
      ),
    ];
  }
  const [name] = chosen;
  if (name === null || name === undefined) return [];
  return [
    problem('weights-twice', `Rows are weighed by “${name}” and by class_weight; Keras takes only one of them.`, {
      where: 'fit.class_weight',
      expected: 'sample weights or class_weight',
      received: 'both',
      fixes: [
        remove,
        {
          label: `Do not weigh rows by ${name}`,
          action: 'set-fit',
          params: { argument: 'sample_weight', value: [null] },
        },
      ],
    }),
  ];
}

/** @param facts the data's own; null while it is not known */
export function weightProblems(document: ProjectDocument, facts: DataFacts | null): Problem[] {
  if (!facts) return [];
  const chosen = sampleWeights(document, facts);
  return [
    ...missingColumns(document, facts, chosen),
    ...classWeights(document, chosen),
    ...largeWeights(document, facts, chosen),
  ];
}
