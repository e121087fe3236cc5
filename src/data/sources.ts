/** The data sets that come with the app: what each is, where it is from, and how to get or make it. */
import { type Problem, ProblemError, problem } from '../base/problem';
import type { BuiltinName, DataSource, GeneratedName } from '../graph/data-spec';
import { readTable, sourceOfBytes } from './csv/read-table';
import type { Dataset, ImageDataset, Provenance } from './dataset';
import { makePoints } from './generated/points';
import { makeSine, SINE_WINDOW } from './generated/series';
import { makeShapes, SHAPE_NAMES, SHAPE_SIZE } from './generated/shapes';
import { canonicalJson, hashOf } from './hash';

/** A data set offered without a file, as shown in the chooser. */
export interface CatalogEntry extends Provenance {
  readonly source: DataSource;
  readonly rows: number;
  readonly inputKind: 'vector' | 'image' | 'series' | 'text';
  readonly task: 'classification' | 'regression';
  /** What a row is made of, in a few words. */
  readonly contents: string;
}

interface Builtin extends Omit<CatalogEntry, 'source'> {
  readonly file: string;
  readonly target?: string;
  readonly from: string;
}

const UCI = 'CC BY 4.0 (UCI Machine Learning Repository)';

const BUILTIN: { readonly [K in BuiltinName]: Builtin } = {
  iris: {
    file: 'iris.csv',
    title: 'Iris',
    target: 'species',
    rows: 150,
    inputKind: 'vector',
    task: 'classification',
    contents: '4 numbers → 3 species',
    description: 'Sepal and petal lengths and widths, in centimetres, of three species of iris; fifty flowers of each.',
    origin: 'R. A. Fisher, 1936; UCI Machine Learning Repository; as in scikit-learn',
    from: 'https://archive.ics.uci.edu/dataset/53/iris',
    licence: UCI,
  },
  wine: {
    file: 'wine.csv',
    title: 'Wine',
    target: 'cultivar',
    rows: 178,
    inputKind: 'vector',
    task: 'classification',
    contents: '13 numbers → 3 cultivars',
    description: 'Chemical analysis of wines from one region of Italy; tell which of three cultivars the grapes were.',
    origin: 'S. Aeberhard and M. Forina, 1991; UCI Machine Learning Repository; as in scikit-learn',
    from: 'https://archive.ics.uci.edu/dataset/109/wine',
    licence: UCI,
  },
  breast_cancer: {
    file: 'breast_cancer.csv',
    title: 'Breast cancer',
    target: 'diagnosis',
    rows: 569,
    inputKind: 'vector',
    task: 'classification',
    contents: '30 numbers → malignant or benign',
    description: 'Measures of cell nuclei in images of fine needle aspirates of breast masses (Wisconsin, diagnostic).',
    origin:
      'W. Wolberg, O. Mangasarian, N. Street, W. Street, 1995; UCI Machine Learning Repository; as in scikit-learn',
    from: 'https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic',
    licence: UCI,
  },
  diabetes: {
    file: 'diabetes.csv',
    title: 'Diabetes',
    target: 'progression',
    rows: 442,
    inputKind: 'vector',
    task: 'regression',
    contents: '10 numbers → progression after a year',
    description:
      'Age, sex, body mass index, blood pressure and six serum measurements of patients, and how far the disease had gone a year later.',
    origin: 'B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, Least Angle Regression, 2004; as in scikit-learn',
    from: 'https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html',
    licence: 'No licence stated by its authors; distributed with scikit-learn (BSD 3-Clause)',
  },
  digits: {
    file: 'digits.bin',
    title: 'Digits',
    rows: 1797,
    inputKind: 'image',
    task: 'classification',
    contents: '8 × 8 grey images → 10 digits',
    description: 'Digits written by hand by 43 people, as counts of ink in an 8 × 8 grid, stretched to 0..255.',
    origin: 'E. Alpaydin and C. Kaynak, 1998; UCI Machine Learning Repository (test part); as in scikit-learn',
    from: 'https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits',
    licence: UCI,
  },
};

interface Made extends Omit<CatalogEntry, 'source' | 'origin' | 'licence' | 'rows'> {
  readonly points: number;
  readonly noise: number;
}

const made = (title: string, contents: string, description: string, more: Partial<Made> = {}): Made => ({
  title,
  contents,
  description,
  points: 400,
  noise: 0.1,
  inputKind: 'vector',
  task: 'classification',
  ...more,
});

const GENERATED: { readonly [K in GeneratedName]: Made } = {
  spirals: made('Two spirals', 'x, y → 2 classes', 'Two arms wound around each other: hard for straight lines.', {
    noise: 0.05,
  }),
  moons: made('Two moons', 'x, y → 2 classes', 'Two half circles that reach into each other.', { noise: 0.15 }),
  circles: made('Circles', 'x, y → 2 classes', 'A ring around a smaller ring.'),
  blobs: made('Blobs', 'x, y → 3 classes', 'Three round clouds; the easiest of all.', { noise: 0.2 }),
  xor: made('XOR', 'x, y → 2 classes', 'Opposite quadrants share a class: no single line divides them.'),
  sine: made(
    'Sine wave',
    `${SINE_WINDOW} values → the next`,
    'A wave with a slower second tone; look back and say what comes next.',
    {
      points: 1000,
      noise: 0.05,
      inputKind: 'series',
      task: 'regression',
    },
  ),
  shapes: made(
    'Shapes',
    `${SHAPE_SIZE} × ${SHAPE_SIZE} grey images → ${SHAPE_NAMES.length} shapes`,
    'Drawn circles, squares, triangles, stars, crosses and rings, turned and scaled at random.',
    {
      points: 1800,
      noise: 0.1,
      inputKind: 'image',
    },
  ),
  sentences: made(
    'Sentences (made up)',
    'a sentence → good or bad mood',
    'Short reviews put together by chance from some hundred words; tell whether they praise or complain.',
    { points: 1200, noise: 0.02, inputKind: 'text' },
  ),
};

const MADE_BY_STRATA = { origin: 'Made by Strata from the seed', licence: 'Free of rights' };

export const MAX_POINTS = 100_000;

/** All built-in and generated sets, built-in ones first, with the source that a document names them by. */
export const CATALOG: readonly CatalogEntry[] = [
  ...Object.entries(BUILTIN).map(([name, b]) => ({
    ...entryOf({ ...b, origin: originOf(b) }),
    source: { kind: 'builtin', name: name as BuiltinName } as const,
  })),
  ...Object.entries(GENERATED).map(([name, m]) => ({
    ...entryOf({ ...m, ...MADE_BY_STRATA, rows: m.points }),
    source: { kind: 'generated', name: name as GeneratedName, points: m.points, noise: m.noise, seed: 1 } as const,
  })),
];

function entryOf(e: Omit<CatalogEntry, 'source'>) {
  const { title, description, origin, licence, rows, inputKind, task, contents } = e;
  return { title, description, origin, licence, rows, inputKind, task, contents };
}

function originOf(b: Builtin): string {
  return `${b.origin} (${b.from})`;
}

/** Gets the bytes of a file of `public/data` by its name. */
export type FetchAsset = (file: string) => Promise<Uint8Array>;

/** @throws ProblemError `data-fetch` when the file cannot be had. */
export async function loadBuiltin(name: BuiltinName, fetchAsset: FetchAsset): Promise<Dataset> {
  const builtin = BUILTIN[name];
  let bytes: Uint8Array;
  try {
    bytes = await fetchAsset(builtin.file);
  } catch (error) {
    throw new ProblemError(assetMissing(builtin.title, error));
  }
  const provenance = {
    title: builtin.title,
    description: builtin.description,
    origin: originOf(builtin),
    licence: builtin.licence,
  };
  if (name === 'digits') return { ...unpackDigits(bytes), provenance };
  const { read: _, ...table } = await readTable(sourceOfBytes(builtin.file, bytes), { delimiter: ',', header: true });
  return { ...table, name: builtin.title, provenance, ...(builtin.target !== undefined && { target: builtin.target }) };
}

function assetMissing(title: string, error: unknown): Problem {
  return problem('data-fetch', `The data set ${title} could not be loaded.`, {
    where: 'data',
    received: error instanceof Error ? error.message : String(error),
    fixes: [{ label: 'Try again', action: 'data.retry' }],
  });
}

const DIGIT = 8;

/** The packed form written by scripts/make-datasets.py: all pixels, then one label byte per image. */
function unpackDigits(bytes: Uint8Array): ImageDataset {
  const area = DIGIT * DIGIT;
  const count = bytes.length / (area + 1);
  if (!Number.isInteger(count)) throw new Error('The packed digits have an impossible length.');
  return {
    kind: 'images',
    name: BUILTIN.digits.title,
    key: hashOf('digits-1', bytes),
    problems: [],
    pixels: { count, height: DIGIT, width: DIGIT, channels: 1, data: bytes.slice(0, count * area) },
    labels: {
      classes: Array.from({ length: 10 }, (_, i) => String(i)),
      codes: Int32Array.from(bytes.subarray(count * area)),
    },
    names: [],
  };
}

type Generated = Extract<DataSource, { kind: 'generated' }>;

/** Rejects with ProblemError `data-points` when the number of points, the noise or the seed is out of range. */
export async function generate(source: Generated): Promise<Dataset> {
  const { name, points, noise, seed } = source;
  const valid =
    Number.isInteger(points) &&
    points >= 10 &&
    points <= MAX_POINTS &&
    noise >= 0 &&
    noise <= 1 &&
    Number.isSafeInteger(seed);
  if (!valid) {
    throw new ProblemError(
      problem('data-points', 'The settings of the generated data are out of range.', {
        where: 'data.source',
        expected: `10 to ${MAX_POINTS} points, noise from 0 to 1, a whole number as seed`,
        received: `${points} points, noise ${noise}, seed ${seed}`,
        fixes: [
          {
            label: 'Use the usual settings',
            action: 'data.set-source',
            params: { points: GENERATED[name].points, noise: GENERATED[name].noise, seed: 1 },
          },
        ],
      }),
    );
  }
  const { title, description } = GENERATED[name];
  const common = {
    name: title,
    key: hashOf('generated-1', canonicalJson({ name, points, noise, seed })),
    problems: [],
    provenance: { title, description, ...MADE_BY_STRATA },
  };
  if (name === 'sine') {
    return { ...common, kind: 'series', values: makeSine(points, noise, seed), window: SINE_WINDOW, column: 'value' };
  }
  if (name === 'shapes') return { ...common, kind: 'images', ...makeShapes(points, noise, seed), names: [] };
  if (name === 'sentences') {
    const { makeSentences } = await import('./generated/sentences');
    return { ...common, kind: 'table', table: makeSentences(points, noise, seed), target: 'mood' };
  }
  return { ...common, kind: 'table', table: makePoints(name, points, noise, seed), target: 'class' };
}
