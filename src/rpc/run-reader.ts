/** Reads run records from outside (storage, project files): checked field by field, nothing trusted. */
import * as z from 'zod/mini';
import { fail, ok, type Problem, problem, type Result } from '../base/problem';
import { plainJson } from '../base/untrusted';
import type { RunHistory } from '../engine/history';
import { schemaFault } from '../graph/migrate';
import { modelFault } from '../graph/nested';
import { compileSchema, dataSchema, fitSchema, modelSchema, objectSchema } from '../graph/schema';
import type { RunRecord } from './run-record';

const text = z.string().check(z.maxLength(100_000));
const count = z.number().check(z.int(), z.minimum(0));
const params = z.custom<{ readonly [key: string]: never }>(
  (v) => typeof v === 'object' && v !== null && !Array.isArray(v),
);

/** Logs may hold NaN; JSON writes it as null, and infinities as words. */
const logged = z.pipe(
  z.union([z.number(), z.nan(), z.null(), z.enum(['Infinity', '-Infinity'])]),
  z.transform((v): number => (v === null ? Number.NaN : Number(v))),
);
const logs = z.record(text, logged);

const problemSchema = z.object({
  code: text,
  severity: z.enum(['error', 'warning', 'info']),
  message: text,
  where: z.optional(text),
  expected: z.optional(text),
  received: z.optional(text),
  fixes: z.optional(z.array(z.object({ label: text, action: text, params: z.optional(params) }))),
});

const historySchema = z.object({
  epoch: z.array(count),
  logs: z.record(text, z.array(logged)),
  events: z.array(z.object({ kind: text, epoch: count, step: count, message: text, data: z.optional(params) })),
});

const backendName = z.enum(['reference', 'cpu', 'webgl', 'webgpu', 'wasm']);

const checkpointInfo = z.object({ epoch: count, batch: count, step: count, bytes: count });

const runSchema = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(200)),
  projectId: text,
  number: count,
  name: z.nullable(text),
  createdAt: z.number(),
  endedAt: z.nullable(z.number()),
  spec: z.object({
    model: modelSchema,
    compile: compileSchema,
    fit: fitSchema,
    callbacks: z.array(objectSchema),
    dataKey: text,
  }),
  data: dataSchema,
  fingerprint: text,
  epochs: count,
  status: z.enum(['preparing', 'running', 'paused', 'ended', 'interrupted']),
  reason: z.nullable(z.enum(['finished', 'stopped', 'early-stop', 'diverged', 'failed'])),
  message: z.nullable(text),
  problem: z.nullable(problemSchema),
  backend: z.nullable(
    z.object({
      chosen: backendName,
      reports: z.array(
        z.object({
          name: backendName,
          label: text,
          available: z.boolean(),
          reason: z.optional(text),
          stepMs: z.optional(z.number()),
        }),
      ),
      why: text,
    }),
  ),
  history: historySchema,
  steps: count,
  batches: count,
  dataName: text,
  parameters: count,
  checkpoints: z.object({
    resume: z.optional(checkpointInfo),
    best: z.optional(checkpointInfo),
    last: z.optional(checkpointInfo),
  }),
  evaluations: z.object({ train: z.optional(logs), validation: z.optional(logs), test: z.optional(logs) }),
  files: z.record(text, z.string()),
});

function damaged(detail: string): Problem {
  return problem('run-damaged', 'A run cannot be read: its record is damaged.', { received: detail });
}

const LIMITS = { depth: 40, values: 20_000_000, nonFinite: true } as const;

/** The run in a value from outside. Problem: `run-damaged`. */
export function readRun(value: unknown): Result<RunRecord> {
  const plain = plainJson(value, LIMITS);
  if ('fault' in plain) return fail(damaged(plain.fault));
  const parsed = z.safeParse(runSchema, plain.json);
  if (!parsed.success) return fail(damaged(schemaFault(parsed.error)));
  const { history, spec } = parsed.data;
  const uneven = Object.entries(history.logs).find(([, v]) => v.length !== history.epoch.length);
  if (uneven) return fail(damaged(`history.logs.${uneven[0]} has another length than history.epoch`));
  const fault = modelFault(spec.model);
  return fault ? fail(damaged(fault)) : ok(parsed.data);
}

/** A History from outside. Problem: `run-damaged`. */
export function readHistory(value: unknown): Result<RunHistory> {
  const plain = plainJson(value, LIMITS);
  if ('fault' in plain) return fail(damaged(plain.fault));
  const parsed = z.safeParse(historySchema, plain.json);
  return parsed.success ? ok(parsed.data) : fail(damaged(schemaFault(parsed.error)));
}

/** JSON text of a run or a part of one; numbers JSON cannot hold are written so that the readers understand them. */
export function writeRun(run: RunRecord | Pick<RunRecord, 'history'>): string {
  return JSON.stringify(run, (_, v: unknown) =>
    v === Number.POSITIVE_INFINITY ? 'Infinity' : v === Number.NEGATIVE_INFINITY ? '-Infinity' : v,
  );
}
