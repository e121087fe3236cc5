/** Finds the images, their classes and a table of labels in a list of files by their paths alone. */

export interface PathParts {
  /** Index into the list given. */
  readonly index: number;
  readonly path: string;
  /** The folder that names the class, or null when the image lies in none. */
  readonly folder: string | null;
}

export interface Collected {
  readonly images: readonly PathParts[];
  /** Indices of CSV or TSV files, in path order. */
  readonly tables: readonly number[];
  /** Hidden files and leavings of archivers, which nobody means. */
  readonly junk: number;
  /** Files that are neither images nor tables. */
  readonly others: readonly string[];
}

/** Files that are a text each. */
export const TEXT_FILE = /\.txt$/i;
const IMAGE = /\.(png|apng|jpe?g|jfif|gif|webp|bmp|avif)$/i;
const TABLE = /\.(csv|tsv)$/i;
const PARTS = /^(train(ing)?|test(ing)?|val(id(ation)?)?|dev|eval)$/i;

/** Path as plain names: no drive, no leading slash, no `.` or `..`. */
export function cleanPath(path: string): string[] {
  return path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..' && !/^[a-z]:$/i.test(part));
}

function isJunk(parts: readonly string[]): boolean {
  const name = parts[parts.length - 1] ?? '';
  return (
    parts.includes('__MACOSX') || parts.some((p) => p.startsWith('.')) || /^(thumbs\.db|desktop\.ini)$/i.test(name)
  );
}

/**
 * The class of an image is its first folder below what all images share; where that first folder only says which part
 * of the data it is (train, test and the like), the one below it. Images that all lie in one folder have that one.
 * @param wanted which names are those of images, or of what else is to be found in their place
 */
export function collect(paths: readonly string[], wanted: RegExp = IMAGE): Collected {
  const images: { index: number; parts: string[] }[] = [];
  const tables: number[] = [];
  const others: string[] = [];
  let junk = 0;
  paths.forEach((path, index) => {
    const parts = cleanPath(path);
    if (parts.length === 0 || isJunk(parts)) junk++;
    else if (wanted.test(path)) images.push({ index, parts });
    else if (TABLE.test(path)) tables.push(index);
    else others.push(parts.join('/'));
  });
  images.sort((a, b) => comparePaths(a.parts, b.parts));
  const depth = sharedDepth(images.map((i) => i.parts));
  const inParts =
    images.length > 0 && images.every(({ parts }) => parts.length > depth + 2 && PARTS.test(parts[depth] ?? ''));
  const level = inParts ? depth + 1 : depth;
  const only = images.length > 0 && images.every(({ parts }) => parts.length === level + 1);
  return {
    images: images.map(({ index, parts }) => ({
      index,
      path: parts.join('/'),
      folder: (only ? parts[level - 1] : parts.length > level + 1 ? parts[level] : null) ?? null,
    })),
    tables,
    junk,
    others,
  };
}

/** How many leading folders all images have in common. */
function sharedDepth(images: readonly (readonly string[])[]): number {
  const first = images[0];
  if (first === undefined) return 0;
  let depth = 0;
  while (depth < first.length - 1 && images.every((p) => p.length > depth + 1 && p[depth] === first[depth])) depth++;
  return depth;
}

/** By characters, but with runs of digits as numbers, so that 2.png comes before 10.png. */
function comparePaths(a: readonly string[], b: readonly string[]): number {
  const [x, y] = [a, b].map((parts) => parts.join('/').split(/(\d+)/)) as [string[], string[]];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [p, q] = [x[i] as string, y[i] as string];
    if (p === q) continue;
    const difference = i % 2 === 1 ? Number(p) - Number(q) : 0;
    return difference || (p < q ? -1 : 1);
  }
  return x.length - y.length;
}
