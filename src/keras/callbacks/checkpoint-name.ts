/** File names with fields, as Python's str.format fills them: `{epoch:02d}`, `{val_loss:.2f}`. */
import { ProblemError, problem } from '../../base/problem';
import type { Logs } from '../core/callback-hooks';

const FIELD = /\{(\w+)(?::(0?)(\d*)(?:\.(\d+))?([defgE]?))?\}/g;

/**
 * @param epoch counted from 0; the name has it counted from 1, as `batch`
 * @throws ProblemError when a field names a key that is not in the logs
 */
export function checkpointName(template: string, epoch: number, batch: number | null, logs: Logs): string {
  const values: Record<string, number> = { ...logs, epoch: epoch + 1, ...(batch === null ? {} : { batch: batch + 1 }) };
  return template.replace(
    FIELD,
    (_all, key: string, zero: string, width: string, digits: string | undefined, kind: string) => {
      const value = values[key];
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
  if (kind === 'g' || (kind === '' && digits)) return String(Number(value.toPrecision(Number(digits ?? 6))));
  return String(value);
}
