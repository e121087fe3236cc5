/** What people look for among layers and is none: where it is set, found by plain words, so that a search can say it and go there. */
import type { ProjectDocument } from '../../../graph/document';
import type { LayerSpec } from '../../../graph/model';
import { allOf, find, type Kind } from '../../../keras';
import type { InspectorTab, Studio } from '../../../state';
import { searchObjects } from './search';

/** A place on the page where something is set. */
export interface Destination {
  readonly tab: InspectorTab | 'data';
  /** The row to focus, by its argument. */
  readonly argument?: string;
  /** What to look up in the row's list of objects. */
  readonly search?: string;
}

export interface Setting {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  /** Where it is set and what of. */
  readonly summary: string;
  readonly goes: Destination;
}

/** Plain words that Keras' names of arguments are found by. */
const WORDS: { readonly [argument: string]: readonly string[] } = {
  learning_rate: ['learning rate', 'lr', 'step size', 'rate'],
  weight_decay: ['weight decay', 'decay', 'l2 penalty'],
  momentum: ['momentum', 'inertia'],
  clipnorm: ['clip norm', 'gradient clipping', 'clip gradients', 'exploding gradients'],
  clipvalue: ['clip value', 'gradient clipping'],
  global_clipnorm: ['global clip norm', 'gradient clipping'],
  use_ema: ['moving average of weights', 'ema', 'weight averaging'],
  gradient_accumulation_steps: ['gradient accumulation', 'accumulate gradients'],
  epochs: ['epoch', 'passes', 'iterations', 'how long'],
  batch_size: ['batch size', 'mini batch', 'minibatch'],
  shuffle: ['shuffling', 'order of rows'],
  seed: ['random seed', 'random state', 'reproducible'],
  backend: ['gpu', 'webgpu', 'webgl', 'wasm', 'cpu', 'device', 'hardware'],
  class_weight: ['class weight', 'class weights', 'imbalance', 'balance classes', 'uneven classes', 'rare class'],
  sample_weight: ['sample weight', 'sample weights', 'row weights'],
  validation_freq: ['validation frequency', 'how often to validate'],
  steps_per_execution: ['steps per execution', 'jit'],
  kernel_regularizer: ['regularization', 'l2', 'l1', 'weight penalty'],
  kernel_initializer: ['initialization', 'initial weights'],
};

interface Fixed {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly about: string;
}

const FIT: readonly Fixed[] = [
  ['epochs', 'how often the training part is gone through'],
  ['batch_size', 'samples per step'],
  ['shuffle', 'a new order of rows each epoch'],
  ['seed', 'what everything random follows from'],
  ['backend', 'where the arithmetic is done'],
  ['class_weight', 'how much each class counts in the loss'],
  ['sample_weight', 'how much each row counts in the loss'],
  ['validation_freq', 'epochs between two looks at the validation part'],
].map(([name = '', about = '']) => ({ name, about, aliases: WORDS[name] ?? [] }));

const DATA: readonly Fixed[] = [
  {
    name: 'validation split',
    aliases: [
      'validation_split',
      'test split',
      'train test split',
      'split',
      'hold out',
      'stratified',
      'cross validation',
    ],
    about: 'which rows are trained on, judged by and kept for the end',
  },
  {
    name: 'target',
    aliases: ['label', 'what to predict', 'y', 'target column', 'classes'],
    about: 'the column that is predicted',
  },
  {
    name: 'encoding of columns',
    aliases: ['one hot', 'standardize', 'min max', 'scale columns', 'categories', 'feature scaling', 'standard scaler'],
    about: 'how each column becomes numbers',
  },
  {
    name: 'missing values',
    aliases: ['nan', 'gaps', 'impute', 'fill', 'missing'],
    about: 'what becomes of empty cells',
  },
];

const KINDS: { readonly [K in Kind]?: (current: ProjectDocument, name: string) => readonly [string, Destination] } = {
  optimizer: ({ compile }, name) =>
    compile.optimizer.className === name
      ? ['the optimizer chosen in Compile', { tab: 'compile', argument: 'optimizer' }]
      : ['an optimizer, chosen in Compile', { tab: 'compile', argument: 'optimizer', search: name }],
  loss: ({ compile }, name) =>
    compile.losses.some((l) => l.className === name)
      ? ['the loss chosen in Compile', { tab: 'compile', argument: 'loss' }]
      : ['a loss, chosen in Compile', { tab: 'compile', argument: 'loss', search: name }],
  metric: (_, name) => ['a metric, added in Compile', { tab: 'compile', argument: 'metrics', search: name }],
  schedule: () => ['a schedule: learning_rate in Compile takes one', { tab: 'compile', argument: 'learning_rate' }],
  callback: ({ callbacks }, name) =>
    callbacks.some((c) => c.className === name)
      ? ['among the Callbacks of this project', { tab: 'callbacks', argument: name }]
      : ['a callback, added in Callbacks', { tab: 'callbacks', argument: 'callbacks', search: name }],
};

/** Kinds that are values of a layer's arguments. */
const OF_LAYERS: readonly Kind[] = ['activation', 'initializer', 'regularizer', 'constraint'];

function objects(document: ProjectDocument, layer: LayerSpec | null): Setting[] {
  const named = (kind: Kind, place: (name: string) => readonly [string, Destination]): Setting[] =>
    allOf(kind).map((d) => {
      const [where, goes] = place(d.name);
      return {
        id: `${kind}-${d.name}`,
        name: d.name,
        aliases: [...(d.ids ?? []), ...(d.aliases ?? [])],
        summary: where,
        goes,
      };
    });
  const args = Object.entries((layer && find('layer', layer.className)?.args) ?? {});
  return [
    ...Object.entries(KINDS).flatMap(([kind, place]) => named(kind as Kind, (name) => place(document, name))),
    ...OF_LAYERS.flatMap((kind) => {
      const taking = args.find(([, a]) => a.kind === kind)?.[0];
      const where = taking
        ? `${kind}: ${taking} of ${layer?.className} takes it`
        : `${kind}: an argument of layers that have one; choose such a card`;
      return named(kind, () => [where, { tab: 'layer', ...(taking && { argument: taking }) }]);
    }),
  ];
}

/** The optimizer to learn an argument with, before others that have it. */
const PLAINEST = 'SGD';

/** All settings of a project, those of the selected layer among them. */
function allSettings(document: ProjectDocument, layer: LayerSpec | null): Setting[] {
  const { className } = document.compile.optimizer;
  const own = Object.keys(find('optimizer', className)?.args ?? {});
  const elsewhere = new Map<string, string>();
  for (const d of allOf('optimizer').toSorted((a, b) => Number(b.name === PLAINEST) - Number(a.name === PLAINEST)))
    for (const name of Object.keys(d.args))
      if (!own.includes(name) && !elsewhere.has(name)) elsewhere.set(name, d.name);
  const argument = (name: string, of: string, summary: string, goes: Destination): Setting => ({
    id: `${of}-${name}`,
    name,
    aliases: WORDS[name] ?? [],
    summary,
    goes,
  });
  return [
    ...own.map((name) =>
      argument(name, 'compile', `Compile: an argument of ${className}`, { tab: 'compile', argument: name }),
    ),
    ...[...elsewhere].map(([name, has]) =>
      argument(name, 'compile', `Compile: an argument of ${has}, which is not the optimizer chosen`, {
        tab: 'compile',
        argument: 'optimizer',
        search: has,
      }),
    ),
    argument('steps_per_execution', 'compile', 'Compile: batches in one call of the device', {
      tab: 'compile',
      argument: 'steps_per_execution',
    }),
    ...FIT.map((f) => ({
      ...f,
      id: `fit-${f.name}`,
      summary: `Fit: ${f.about}`,
      goes: { tab: 'fit', argument: f.name } as const,
    })),
    ...Object.keys((layer && find('layer', layer.className)?.args) ?? {}).map((name) =>
      argument(name, 'layer', `Layer: an argument of ${layer?.className}, the card selected`, {
        tab: 'layer',
        argument: name,
      }),
    ),
    ...DATA.map((f) => ({
      ...f,
      id: `data-${f.name.replaceAll(' ', '-')}`,
      summary: `Data: ${f.about}`,
      goes: { tab: 'data' } as const,
    })),
    ...objects(document, layer),
  ];
}

/** Score from which something is found by its name or a synonym. */
const NAMED = 40;
const MOST = 6;

/** Settings by that name or one like it, the best first; arguments before objects that match alike. */
export const searchSettings = (query: string, document: ProjectDocument, layer: LayerSpec | null): Setting[] =>
  searchObjects(allSettings(document, layer), query, NAMED).slice(0, MOST);

/** The same in a studio, for the card selected; all of them without a query. */
export function findSettings(studio: Studio, query?: string): Setting[] {
  const { document } = studio.document.getState();
  const layer = studio.openModel().layers[studio.view.getState().selected ?? ''] ?? null;
  return query === undefined ? allSettings(document, layer) : searchSettings(query, document, layer);
}
