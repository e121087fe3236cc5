/** What the data is for a given model: shapes of what each input reads, and what each output is compared with. */
import type { ProjectDocument } from '../graph/document';
import { targetScale } from '../graph/main-output';
import type { TargetInfo } from '../rpc/train-client';
import type { DataFacts } from './data-facts';
import { LARGEST_PIXEL } from './pixels';

/** Facts with one entry per input and output of the model. */
export interface FedFacts extends DataFacts {
  /** What an output is compared with. */
  targetOf(output: number): TargetInfo;
}

export function fedFacts(facts: DataFacts, { model, fit }: Pick<ProjectDocument, 'model' | 'fit'>): FedFacts {
  const [input] = facts.inputs;
  const [target] = facts.targets;
  const itself = (output: number): TargetInfo => ({
    column: 'the input',
    task: 'regression',
    ...(facts.inputKind === 'image' && { range: [0, LARGEST_PIXEL * targetScale(fit, output)] as const }),
  });
  const targetOf = (output: number): TargetInfo => (fit.y?.[output] === 'input' ? itself(output) : facts.target);
  if (!input || !target) return { ...facts, targetOf };
  return {
    ...facts,
    inputs: model.inputs.map((_, i) => {
      const source = facts.inputs[i] ?? input;
      const columns = fit.x?.[i];
      return columns ? { ...source, shape: [...source.shape.slice(0, -1), columns[1] - columns[0]] } : source;
    }),
    targets: model.outputs.map((_, i) => (fit.y?.[i] === 'input' ? input : (facts.targets[i] ?? target))),
    targetOf,
  };
}
