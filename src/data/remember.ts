/** Remembers the last plan made for a data set, because review, samples, statistics and prepare all ask for the same. */
import type { Result } from '../base/problem';
import { guarded } from './guarded';
import { canonicalJson } from './hash';

const last = new WeakMap<object, { readonly key: string; readonly result: unknown }>();

/** What `make` gives for `question` about `dataset`; problems thrown inside become failed results. */
export function remembered<T>(dataset: object, question: unknown, make: () => Result<T>): Result<T> {
  const key = canonicalJson(question);
  const before = last.get(dataset);
  if (before?.key === key) return before.result as Result<T>;
  const result = guarded(make);
  last.set(dataset, { key, result });
  return result;
}
