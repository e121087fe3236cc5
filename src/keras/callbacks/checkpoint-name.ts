/** File names with fields, as Python's str.format fills them: `{epoch:02d}`, `{val_loss:.2f}`. */
import { type Problem, ProblemError, problem } from '../../base/problem';
import type { Logs } from '../core/callback-hooks';

const FIELD = /\{(\w+)(?::(0?)(\d*)(?:\.(\d+))?([defgE]?))?\}/g;

/** Digits and places of a field: JavaScript writes no more than a hundred digits. */
const WIDEST = 100;

/** The problem of a template with a field wider than that, or null. */
export function templateProblem(template: string): Problem | null {
  for (const [field, , , width, digits] of template.matchAll(FIELD)) {
    if (Number(width ?? 0) <= WIDEST && Number(digits ?? 0) <= WIDEST) continue;
    return problem(
      'checkpoint-filepath',
      `${field.slice(0, 40)} in the file name is too wide: write at most ${WIDEST}.`,
      {
        where: 'filepath',
        expected: `at most ${WIDEST} places`,
        received: field.slice(0, 40),
      },
    );
  }
  return null;
}

/**
 * @param epoch counted from 0; the name has it counted from 1, as `batch`
 * @throws ProblemError when a field names a key that is not in the logs
 */
export function checkpointName(template: string, epoch: number, batch: number | null, logs: Logs): string {
  const values: Record<string, number> = { ...logs, epoch: epoch + 1, ...(batch === null ? {} : { batch: batch + 1 }) };
  return template.replace(
    FIELD,
    (_all, key: string, zero: string, width: string, digits: string | undefined, kind: string) => {
      const value = Object.hasOwn(values, key) ? values[key] : undefined;
      if (value === undefined) {
        const there = Object.keys(values).join(', ');
        throw new ProblemError(
          problem(
            'checkpoint-filepath',
            `The file name ${template} asks for ${key}, which is not in the logs. There are: ${there}.`,
            {
              where: 'filepath',
              expected: there,
              received: key,
            },
          ),
        );
      }
      return formatNumber(value, kind, digits).padStart(Number(width || 0), zero ? '0' : ' ');
    },
  );
}

function formatNumber(value: number, kind: string, digits: string | undefined): string {
  if (kind === 'f') return value.toFixed(Number(digits ?? 6));
  if (kind === 'e' || kind === 'E') return value.toExponential(Number(digits ?? 6)).replace(/e([+-])(\d)$/, 'e$10$2');
  if (kind === 'g' || (kind === '' && digits))
    return String(Number(value.toPrecision(Math.max(1, Number(digits ?? 6)))));
  return String(value);
}
