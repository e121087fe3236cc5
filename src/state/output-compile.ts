/** Keeps what belongs to inputs and outputs (losses, weights, metrics, what they read) beside them when those change. */
import type { CompileSpec, FitSpec, ProjectDocument } from '../graph/document';
import { sameRef } from '../graph/edit-graph';
import type { ModelGraph } from '../graph/model';

const sameOutputs = (a: ModelGraph, b: ModelGraph): boolean =>
  a.outputs.length === b.outputs.length && a.outputs.every((ref, i) => sameRef(ref, b.outputs[i] ?? ref));

/** For each output now the one it was: by tensor, else in order, as one that only moved; -1 for a new one. */
function outputsFrom(before: ModelGraph, after: ModelGraph): number[] {
  const kept = after.outputs.map((ref) => before.outputs.findIndex((old) => sameRef(old, ref)));
  const free = before.outputs.map((_, i) => i).filter((i) => !kept.includes(i));
  return kept.map((i) => (i >= 0 ? i : (free.shift() ?? -1)));
}

/** A new output is trained like the first one until a person says otherwise. */
function alignCompile(compile: CompileSpec, from: readonly number[]): CompileSpec {
  const [loss] = compile.losses;
  if (!loss) return compile;
  const pick = <T>(list: readonly T[], fallback: T): T[] => from.map((i) => list[i] ?? fallback);
  return {
    ...compile,
    losses: pick(compile.losses, loss),
    lossWeights: compile.lossWeights && pick(compile.lossWeights, 1),
    metrics: pick(compile.metrics, compile.metrics[0] ?? []),
    weightedMetrics: compile.weightedMetrics.length > 0 ? pick(compile.weightedMetrics, []) : compile.weightedMetrics,
  };
}

/** Compile and fit for a model whose inputs or outputs became others. */
export function alignOutputs(
  { model: before, compile, fit }: Pick<ProjectDocument, 'model' | 'compile' | 'fit'>,
  after: ModelGraph,
): { readonly compile: CompileSpec; readonly fit: FitSpec } {
  let next = fit;
  if (fit.x && before.inputs.join() !== after.inputs.join()) {
    const x = fit.x;
    next = { ...next, x: after.inputs.map((id) => x[before.inputs.indexOf(id)] ?? null) };
  }
  if (sameOutputs(before, after)) return { compile, fit: next };
  const from = outputsFrom(before, after);
  if (fit.y) {
    const y = fit.y;
    next = { ...next, y: from.map((i) => y[i] ?? 'target') };
  }
  if (fit.y_scale) {
    const scales = fit.y_scale;
    next = { ...next, y_scale: from.map((i) => scales[i] ?? null) };
  }
  if (fit.sample_weight) {
    const columns = fit.sample_weight;
    next = { ...next, sample_weight: from.map((i) => columns[i] ?? (i < 0 ? columns[0] : null) ?? null) };
  }
  return {
    compile: compile.losses.length === before.outputs.length ? alignCompile(compile, from) : compile,
    fit: next,
  };
}
