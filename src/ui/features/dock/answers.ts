/** Outputs of a run's model in the terms of its problem: probabilities where it gives logits, or the input rebuilt. */
import { mainOutput, targetScale } from '../../../graph/main-output';
import type { RunRecord } from '../../../state';

/** Whether the model was trained to give back what it was given, and answers nothing else. */
export function rebuildsInput({ spec }: RunRecord): boolean {
  return mainOutput(spec.model.outputs.length, spec.fit) === null;
}

/** What rebuilt inputs are multiplied by to be on the scale of the inputs. */
export const rebuiltScale = ({ spec }: RunRecord): number => 1 / targetScale(spec.fit, 0);

function givesLogits({ spec }: RunRecord): boolean {
  const { losses } = spec.compile;
  const loss = losses[mainOutput(spec.model.outputs.length, spec.fit) ?? 0] ?? losses[0];
  return loss?.config.from_logits === true;
}

/** Logits as the probabilities they stand for: a sigmoid of one, a softmax of several. */
export function probabilities(logits: Float32Array, width: number): Float32Array {
  if (width === 1) return logits.map((v) => 1 / (1 + Math.exp(-v)));
  const out = new Float32Array(logits.length);
  for (let from = 0; from < logits.length; from += width) {
    const row = logits.subarray(from, from + width);
    const most = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const powers = row.map((v) => Math.exp(v - most));
    const sum = powers.reduce((a, b) => a + b, 0);
    powers.forEach((v, i) => {
      out[from + i] = v / sum;
    });
  }
  return out;
}

/** What the run's model says, with probabilities in place of logits. */
export function readable<T extends { readonly outputs: Float32Array; readonly width: number }>(
  run: RunRecord,
  answer: T,
): T {
  return givesLogits(run) ? { ...answer, outputs: probabilities(answer.outputs, answer.width) } : answer;
}
