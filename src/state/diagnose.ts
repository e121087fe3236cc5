/**
 * What is wrong or doubtful between the parts of a project: model against data, loss against last layer and target,
 * metrics, callbacks and class weights. Each finding says what was expected, what came, and offers the fix.
 */
import type { Json } from '../base/json';
import { type Problem, problem } from '../base/problem';
import { formatShape, sameShape } from '../base/shape';
import { inputDtype } from '../graph/build';
import type { ProjectDocument } from '../graph/document';
import type { ObjectSpec } from '../graph/model';
import { layerOf, nodeOf } from '../graph/topology';
import { checkConfig, find, type Kind } from '../keras';
import { unknownObject } from '../keras/core/absent';
import { objectProblem } from '../keras/core/registry';
import type { ModelAnalysis } from './analysis';
import type { DataFacts } from './data-facts';
import { type FedFacts, fedFacts } from './fed-facts';
import { type Head, headOf } from './head';
import { lossProblem, recommend } from './loss-fit';
import { logKeys, metricProblem } from './metric-fit';
import { PIXEL_SCALE } from './pixels';
import { statefulProblems } from './stateful-fit';
import { weightProblems } from './weight-fit';
import { wordProblems } from './word-problems';

/** Problems of an object's own arguments, each fix naming the object. */
function configProblems(
  kind: Kind,
  spec: ObjectSpec,
  where: string,
  target: { readonly [key: string]: Json },
): Problem[] {
  const definition = find(kind, spec.className);
  if (!definition) return [{ ...unknownObject(kind, spec.className), where }];
  const own = checkConfig(definition.args, spec.config);
  // What its arguments hold, and what they say together, is looked at where each of them fits.
  const deeper = own.some((p) => p.severity === 'error') ? null : objectProblem(kind, spec);
  return [...own, ...(deeper ? [deeper] : [])].map((p) => ({
    ...p,
    where,
    ...(p.where !== undefined && { argument: p.where }),
    ...(p.fixes && { fixes: p.fixes.map((fix) => ({ ...fix, params: { target, ...fix.params } })) }),
  }));
}

/** The problem of an input that reads columns the data does not have. `data` are the data's own facts. */
function readsProblem({ model, fit }: ProjectDocument, data: DataFacts, input: number): Problem | null {
  const columns = fit.x?.[input];
  const source = data.inputs[input] ?? data.inputs[0];
  if (!columns || !source) return null;
  const width = source.dtype === 'string' ? 0 : (source.shape.at(-1) ?? 1);
  const [from, past] = columns;
  if (from < past && past <= width) return null;
  const { id, name } = layerOf(model, nodeOf(model, model.inputs[input] ?? '').layer);
  const all = width > 1 ? `all ${width} columns` : 'everything';
  return problem(
    'feed-columns',
    width > 0
      ? `${name} reads columns ${from + 1} to ${past}, but the data has ${width === 1 ? 'one' : `only ${width}`}.`
      : `${name} reads columns ${from + 1} to ${past}, but the data gives it words.`,
    {
      where: id,
      expected: width > 0 ? `columns from 1 to ${width}` : 'words as they are',
      received: `${from + 1} to ${past}`,
      fixes: [{ label: `Let it read ${all}`, action: 'set-reads', params: { input } }],
    },
  );
}

function inputProblems(document: ProjectDocument, facts: DataFacts, data: DataFacts): Problem[] {
  const { model } = document;
  return model.inputs.flatMap((id, i) => {
    const unreadable = readsProblem(document, data, i);
    if (unreadable) return [unreadable];
    const wanted = facts.inputs[i];
    const layer = model.layers[nodeOf(model, id).layer];
    if (!wanted || !layer) return [];
    const { shape, batch_shape } = layer.config as { shape?: number[]; batch_shape?: number[] };
    const has = shape ?? batch_shape?.slice(1) ?? [];
    const type = inputDtype(layer.config);
    if (sameShape(has, wanted.shape) && type === wanted.dtype) return [];
    const words = (of: string): string => (of === 'string' ? 'words' : 'numbers');
    return [
      problem(
        'input-shape',
        words(type) === words(wanted.dtype)
          ? `The data's samples have shape ${formatShape(wanted.shape)}; the input expects ${formatShape(has)}.`
          : `The data gives ${words(wanted.dtype)}; the input expects ${words(type)}.`,
        {
          where: layer.id,
          expected: `${formatShape(wanted.shape)} ${wanted.dtype}`,
          received: `${formatShape(has)} ${type}`,
          fixes: [
            { label: 'Adapt the model', action: 'propose' },
            {
              label: `Set the input to ${formatShape(wanted.shape)}`,
              action: 'set-input-shape',
              params: { input: i, shape: [...wanted.shape], dtype: wanted.dtype },
            },
          ],
        },
      ),
    ];
  });
}

/** Layers after which pixels are near 1, or may be. */
const SCALING: ReadonlySet<string> = new Set([
  'Rescaling',
  'Normalization',
  'BatchNormalization',
  'Functional',
  'Sequential',
]);

function modelProblems(document: ProjectDocument, analysis: ModelAnalysis, facts: DataFacts | null): Problem[] {
  const { model } = document;
  const found: Problem[] = [];
  if (analysis.fits && analysis.parameters.total === 0) {
    const units = facts ? recommend(facts.target).units : 1;
    found.push(
      problem('model-empty', 'The model has nothing to learn: no layer has weights.', {
        where: 'model',
        expected: 'at least one layer with weights',
        fixes: [
          { label: 'Add a Dense layer', action: 'insert-layer', params: { className: 'Dense', config: { units } } },
        ],
      }),
    );
  } else if (analysis.fits && analysis.parameters.trainable === 0) {
    found.push({
      ...problem('model-frozen', 'Every layer is frozen: training would change nothing.', { where: 'model' }),
      severity: 'warning',
    });
  }
  for (const layer of Object.values(model.layers)) {
    const { input_dim } = layer.config;
    if (
      layer.className === 'Embedding' &&
      facts?.largestIndex !== null &&
      facts &&
      facts.inputs.length === 1 &&
      typeof input_dim === 'number' &&
      input_dim <= facts.largestIndex
    ) {
      found.push(
        problem(
          'embedding-size',
          `${layer.name} knows ${input_dim} indices, but the data goes up to ${facts.largestIndex}.`,
          {
            where: layer.id,
            expected: `input_dim of at least ${facts.largestIndex + 1}`,
            received: String(input_dim),
            fixes: [
              {
                label: `Set input_dim to ${facts.largestIndex + 1}`,
                action: 'set-argument',
                params: { layer: layer.id, argument: 'input_dim', value: facts.largestIndex + 1 },
              },
            ],
          },
        ),
      );
    }
  }
  if (facts?.inputKind === 'image' && analysis.stack) {
    const first = analysis.stack.items.find(
      (item) => !['Reshape', 'Flatten', 'Identity', 'Resizing', 'CenterCrop'].includes(item.layer.className),
    );
    // A nested model may scale them itself.
    if (first && !SCALING.has(first.layer.className)) {
      found.push({
        ...problem('inputs-unscaled', 'The pixels come as 0 to 255; networks learn far better from numbers near 1.', {
          where: analysis.stack.input.layer.id,
          expected: 'a Rescaling layer after the input',
          fixes: [
            {
              label: 'Insert Rescaling',
              action: 'insert-layer-before',
              params: { layer: first.layer.id, className: 'Rescaling', config: { scale: PIXEL_SCALE } },
            },
          ],
        }),
        severity: 'warning',
      });
    }
  }
  return found;
}

/** An answer with more axes than the target: the usual cause is a forgotten Flatten. */
function depthProblem(
  { model }: ProjectDocument,
  head: Head,
  target: readonly number[],
  output: number,
): Problem | null {
  // A single number or class per sample comes as one column.
  const wanted = 1 + Math.max(1, target.length);
  const last = model.outputs[output];
  if (head.shape === null || head.shape.length <= wanted || !last) return null;
  const flatten = { className: 'Flatten', config: {} };
  return problem(
    'output-rank',
    `The model answers with ${formatShape(head.shape)}; the target has one ${wanted === 2 ? 'row of numbers' : 'block of numbers'} per sample.`,
    {
      where: (head.counted ?? layerOf(model, nodeOf(model, last.node).layer)).id,
      expected: formatShape([null, ...(target.length > 0 ? target : [head.shape.at(-1) ?? null])]),
      received: formatShape(head.shape),
      fixes: [
        head.counted
          ? { label: 'Insert Flatten', action: 'insert-layer-before', params: { layer: head.counted.id, ...flatten } }
          : { label: 'Add Flatten', action: 'insert-layer', params: flatten },
      ],
    },
  );
}

function compileProblems(document: ProjectDocument, analysis: ModelAnalysis, facts: FedFacts | null): Problem[] {
  const { compile, model } = document;
  const found = configProblems('optimizer', compile.optimizer, 'compile.optimizer', { kind: 'optimizer' });
  if (compile.losses.length !== model.outputs.length) {
    found.push(
      problem(
        'loss-count',
        `The model has ${model.outputs.length} outputs, but ${compile.losses.length} losses are set.`,
        {
          where: 'compile.losses',
          expected: String(model.outputs.length),
          received: String(compile.losses.length),
          fixes: facts ? [{ label: 'Propose losses', action: 'propose' }] : [],
        },
      ),
    );
  }
  if (!facts || !analysis.fits) return found;
  compile.losses.forEach((loss, output) => {
    const width = facts.targets[output]?.shape.at(-1) ?? 1;
    const head = headOf(model, analysis, output);
    const deep = depthProblem(document, head, facts.targets[output]?.shape ?? [], output);
    if (deep) {
      found.push(deep);
      return;
    }
    const target = facts.targetOf(output);
    const p = lossProblem(loss, target, head, width, output);
    if (p) found.push(p);
    for (const weighted of [false, true]) {
      const list = (weighted ? compile.weightedMetrics : compile.metrics)[output] ?? [];
      list.forEach((metric, index) => {
        const bad = metricProblem(metric, { target, head, loss, output, weighted }, index);
        if (bad) found.push(bad);
      });
    }
  });
  return found;
}

function fitProblems(document: ProjectDocument, facts: DataFacts | null): Problem[] {
  const { fit, compile, callbacks } = document;
  const found: Problem[] = [];
  if (facts && fit.class_weight !== null) {
    const unreachable = Object.keys(fit.class_weight).filter(
      (k) => facts.target.task === 'regression' || Number(k) >= (facts.target.classes?.length ?? 0),
    );
    if (unreachable.length > 0) {
      found.push({
        ...problem(
          'class-weight',
          facts.target.task === 'regression'
            ? 'class_weight does nothing: the target is a number, not a class.'
            : `class_weight names ${unreachable.join(', ')}, but there are only ${facts.target.classes?.length} classes.`,
          {
            where: 'fit.class_weight',
            fixes: [
              { label: 'Remove class_weight', action: 'set-fit', params: { argument: 'class_weight', value: null } },
            ],
          },
        ),
        severity: 'warning',
      });
    }
  }
  if (facts && facts.parts.train === 0) {
    found.push(problem('no-training-rows', 'No rows are left to train on.', { where: 'data.split' }));
  }
  const names = document.model.outputs.map(
    (ref) => layerOf(document.model, nodeOf(document.model, ref.node).layer).name,
  );
  const keys = logKeys(compile, names, facts === null || facts.parts.validation > 0);
  callbacks.forEach((callback, index) => {
    const target = { kind: 'callback', index };
    found.push(...configProblems('callback', callback, `callbacks.${index}`, target));
    const args = find('callback', callback.className)?.args ?? {};
    if (!Object.hasOwn(args, 'monitor')) return;
    const monitor = callback.config.monitor ?? args.monitor?.default;
    if (typeof monitor !== 'string') return;
    // A metric with a result per class logs `f1_score_0`, `f1_score_1`, …
    if (keys.includes(monitor) || keys.includes(monitor.replace(/_\d+$/, ''))) return;
    const plain = monitor.replace(/^val_/, '');
    const withoutValidation = monitor !== plain && keys.includes(plain);
    found.push({
      ...problem(
        'callback-monitor',
        withoutValidation
          ? `${callback.className} watches ${monitor}, but there is no validation part.`
          : `${callback.className} watches ${monitor}, which no metric is called.`,
        {
          where: `callbacks.${index}`,
          expected: keys.join(', '),
          received: monitor,
          fixes: [
            ...(withoutValidation
              ? [{ label: 'Set 15% aside for validation', action: 'data.set-split', params: { validation: 0.15 } }]
              : []),
            {
              label: `Watch ${withoutValidation ? plain : (keys.find((k) => k === 'val_loss') ?? 'loss')}`,
              action: 'set-argument',
              params: {
                target,
                argument: 'monitor',
                value: withoutValidation ? plain : (keys.find((k) => k === 'val_loss') ?? 'loss'),
              },
            },
          ],
        },
      ),
      severity: 'warning',
    });
  });
  return found;
}

/** All findings beyond the model's own; `facts` is null while the data is not known. */
export function diagnose(document: ProjectDocument, analysis: ModelAnalysis, data: DataFacts | null): Problem[] {
  const facts = data && fedFacts(data, document);
  return [
    ...(facts && data ? inputProblems(document, facts, data) : []),
    ...modelProblems(document, analysis, facts),
    ...wordProblems(document, data),
    ...compileProblems(document, analysis, facts),
    ...fitProblems(document, facts),
    ...weightProblems(document, facts),
    ...statefulProblems(document, analysis, facts),
  ];
}
