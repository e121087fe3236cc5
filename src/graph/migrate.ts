/**
 * Reads documents from outside: old versions are lifted step by step, newer ones refused and left alone, damaged ones
 * reported with what is wrong. Nothing is trusted before it has been checked.
 */
import * as z from 'zod/mini';
import { isJsonObject, type Json, type JsonObject } from '../base/json';
import { fail, ok, type Problem, problem, type Result } from '../base/problem';
import { plainJson } from '../base/untrusted';
import { DOCUMENT_VERSION, type ProjectDocument } from './document';
import { modelFault } from './nested';
import { documentSchema, LIMITS } from './schema';

/** Lifts a document of the version it stands under to the next one. */
type Step = (document: JsonObject) => JsonObject;

/** Step n lifts version n to n + 1. Each is tested against a kept file of version n. */
const STEPS: { readonly [version: number]: Step } = {};

function damaged(detail: string): Problem {
  return problem('document-damaged', 'This project cannot be read: it is damaged.', {
    expected: `a Strata project, version ${DOCUMENT_VERSION}`,
    received: detail,
  });
}

/** The first complaint of a schema, with the place: `fit.epochs: Too small`. */
export function schemaFault(error: z.core.$ZodError): string {
  const [issue] = error.issues;
  return issue ? `${issue.path.map(String).join('.') || 'value'}: ${issue.message || issue.code}` : 'unknown';
}

/**
 * The document in a value from outside (a parsed file, a database record).
 * Problems: `document-newer`, `document-damaged`.
 */
export function readDocument(value: unknown): Result<ProjectDocument> {
  const plain = plainJson(value, { depth: LIMITS.depth, values: 2_000_000 });
  if ('fault' in plain) return fail(damaged(plain.fault));
  let json: Json = plain.json;
  if (!isJsonObject(json)) return fail(damaged('no object'));
  const { version } = json;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return fail(damaged('no version'));
  if (version > DOCUMENT_VERSION) {
    return fail(
      problem('document-newer', 'This project was made with a newer Strata. It was left untouched.', {
        expected: `version ${DOCUMENT_VERSION} or older`,
        received: `version ${version}`,
      }),
    );
  }
  for (let v = version; v < DOCUMENT_VERSION; v++) {
    const step = STEPS[v];
    if (!step || !isJsonObject(json)) return fail(damaged(`version ${v} is not known`));
    json = { ...step(json), version: v + 1 };
  }
  const parsed = z.safeParse(documentSchema, json);
  if (!parsed.success) return fail(damaged(schemaFault(parsed.error)));
  const fault = modelFault(parsed.data.model);
  return fault ? fail(damaged(fault)) : ok(parsed.data);
}
