/** Keeps the per-output lists of compile beside the outputs of the model when those change. */
import type { CompileSpec } from '../graph/document';
import { sameRef } from '../graph/edit-graph';
import type { ModelGraph } from '../graph/model';

/**
 * Losses, weights and metrics follow their outputs: by tensor, else by position. A new output is trained like the first
 * one until a person says otherwise.
 */
export function alignCompile(before: ModelGraph, after: ModelGraph, compile: CompileSpec): CompileSpec {
  const same =
    before.outputs.length === after.outputs.length &&
    before.outputs.every((ref, i) => sameRef(ref, after.outputs[i] ?? ref));
  if (same || compile.losses.length !== before.outputs.length) return compile;
  const kept = after.outputs.map((ref) => before.outputs.findIndex((old) => sameRef(old, ref)));
  const free = before.outputs.map((_, i) => i).filter((i) => !kept.includes(i));
  // An output that only moved to another tensor keeps what it had.
  const from = kept.map((i) => (i >= 0 ? i : (free.shift() ?? -1)));
  const pick = <T>(list: readonly T[], fallback: T): T[] => from.map((i) => list[i] ?? fallback);
  const [loss] = compile.losses;
  if (!loss) return compile;
  return {
    ...compile,
    losses: pick(compile.losses, loss),
    lossWeights: compile.lossWeights && pick(compile.lossWeights, 1),
    metrics: pick(compile.metrics, compile.metrics[0] ?? []),
    weightedMetrics: compile.weightedMetrics.length > 0 ? pick(compile.weightedMetrics, []) : compile.weightedMetrics,
  };
}
