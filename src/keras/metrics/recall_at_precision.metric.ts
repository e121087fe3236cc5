/** RecallAtPrecision: best recall among thresholds with enough precision. */
import { defineAtConstraint, precision, recall } from './at-constraint';

export default defineAtConstraint({
  name: 'RecallAtPrecision',
  logName: 'recall_at_precision',
  summary: 'Best recall among thresholds with enough precision.',
  argument: 'precision',
  constrained: precision,
  wanted: recall,
});
