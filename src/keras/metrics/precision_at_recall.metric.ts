/** PrecisionAtRecall: best precision among thresholds with enough recall. */
import { defineAtConstraint, precision, recall } from './at-constraint';

export default defineAtConstraint({
  name: 'PrecisionAtRecall',
  logName: 'precision_at_recall',
  summary: 'Best precision among thresholds with enough recall.',
  argument: 'recall',
  constrained: recall,
  wanted: precision,
});
