/** SensitivityAtSpecificity: best sensitivity among thresholds with enough specificity. */
import { defineAtConstraint, recall, specificity } from './at-constraint';

export default defineAtConstraint({
  name: 'SensitivityAtSpecificity',
  logName: 'sensitivity_at_specificity',
  summary: 'Best sensitivity among thresholds with enough specificity.',
  argument: 'specificity',
  constrained: specificity,
  wanted: recall,
});
