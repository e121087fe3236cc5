/** What a person should know about a set of images after its import. */
import { type Problem, problem } from '../../base/problem';
import { KEPT_SIDE } from './decode';
import type { ImageHeader } from './headers';
import type { PixelSpec } from './image-files';

export interface ImageFacts {
  readonly headers: readonly ImageHeader[];
  readonly paths: readonly string[];
  readonly corrupt: readonly string[];
  readonly unlabelled: readonly string[];
  readonly classes: readonly string[];
  readonly others: readonly string[];
  readonly spec: PixelSpec;
  /** Photographs of which a smaller copy is kept. */
  readonly shrunk: number;
}

const LISTED = 20;

export function imageNotes(facts: ImageFacts): Problem[] {
  return [
    ...skipped(facts),
    ...oneClass(facts),
    ...animated(facts),
    ...sizes(facts),
    ...shrunk(facts),
    ...others(facts),
  ];
}

function list(paths: readonly string[]): string {
  const more = paths.length > LISTED ? ` and ${paths.length - LISTED} more` : '';
  return paths.slice(0, LISTED).join(', ') + more;
}

const images = (n: number): string => (n === 1 ? '1 image' : `${n} images`);

function note(
  severity: Problem['severity'],
  code: string,
  message: string,
  paths: readonly string[],
  more: Partial<Problem> = {},
): Problem {
  return { ...problem(code, message, { where: paths[0] ?? 'images', received: list(paths), ...more }), severity };
}

function skipped({ corrupt, unlabelled }: ImageFacts): Problem[] {
  const notes: Problem[] = [];
  if (corrupt.length > 0) {
    notes.push(
      note(
        'warning',
        'images-corrupt',
        `${images(corrupt.length)} could not be decoded and ${corrupt.length === 1 ? 'was' : 'were'} left out.`,
        corrupt,
      ),
    );
  }
  if (unlabelled.length > 0) {
    notes.push(
      note(
        'warning',
        'images-unlabelled',
        `${images(unlabelled.length)} without a label ${unlabelled.length === 1 ? 'was' : 'were'} left out.`,
        unlabelled,
      ),
    );
  }
  return notes;
}

function oneClass({ classes, paths }: ImageFacts): Problem[] {
  if (classes.length > 1) return [];
  return [
    note(
      'error',
      'images-one-class',
      `All images are of one class, ${classes[0]}, so there is nothing to tell apart.`,
      paths.slice(0, 1),
      {
        expected: 'one folder per class, at least two of them',
        received: `${images(paths.length)} in ${classes[0]}`,
        fixes: [{ label: 'Choose the folder above', action: 'data.open' }],
      },
    ),
  ];
}

function animated({ headers, paths }: ImageFacts): Problem[] {
  const moving = paths.filter((_, i) => headers[i]?.animated);
  if (moving.length === 0) return [];
  return [
    note(
      'info',
      'images-animated',
      `${images(moving.length)} ${moving.length === 1 ? 'is' : 'are'} animated; the first frame is used.`,
      moving,
    ),
  ];
}

function sizes({ headers, paths, spec }: ImageFacts): Problem[] {
  const notes: Problem[] = [];
  const tiny = paths.filter((_, i) => headers[i]?.width === 1 || headers[i]?.height === 1);
  if (tiny.length > 0) {
    notes.push(
      note(
        'warning',
        'images-one-pixel',
        `${images(tiny.length)} ${tiny.length === 1 ? 'is' : 'are'} a single pixel wide or high and say${tiny.length === 1 ? 's' : ''} next to nothing.`,
        tiny,
      ),
    );
  }
  const known = headers.filter((h) => h.width > 0);
  const widths = known.map((h) => h.width);
  const heights = known.map((h) => h.height);
  const range = (values: readonly number[]): readonly [number, number] =>
    values.reduce<[number, number]>(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Number.POSITIVE_INFINITY, 0]);
  const [[w0, w1], [h0, h1]] = [range(widths), range(heights)];
  if (known.length > 1 && (w0 !== w1 || h0 !== h1)) {
    notes.push(
      note(
        'info',
        'images-mixed-sizes',
        `The images differ in size; all are brought to ${spec.width} × ${spec.height}.`,
        [],
        {
          where: 'images',
          received: `widths ${w0} to ${w1}, heights ${h0} to ${h1}`,
          fixes: [
            { label: 'Crop the centre', action: 'data.set-image', params: { fit: 'center-crop' } },
            { label: 'Keep all, with margins', action: 'data.set-image', params: { fit: 'contain' } },
          ],
        },
      ),
    );
  }
  return notes;
}

function shrunk({ shrunk: count }: ImageFacts): Problem[] {
  if (count === 0) return [];
  const message = `${images(count)} ${count === 1 ? 'is a large photograph' : 'are large photographs'}; a copy with a shorter side of ${KEPT_SIDE} pixels is kept.`;
  return [
    note('info', 'images-shrunk', message, [], {
      where: 'images',
      received: `${count} of ${KEPT_SIDE} pixels or more`,
    }),
  ];
}

function others({ others: paths }: ImageFacts): Problem[] {
  if (paths.length === 0) return [];
  return [
    note(
      'info',
      'images-other-files',
      `${paths.length === 1 ? '1 other file was' : `${paths.length} other files were`} passed over.`,
      paths,
    ),
  ];
}
