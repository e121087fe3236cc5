/** SpecificityAtSensitivity: best specificity among thresholds with enough sensitivity. */
import { defineAtConstraint, recall, specificity } from './at-constraint';

export default defineAtConstraint({
  name: 'SpecificityAtSensitivity',
  logName: 'specificity_at_sensitivity',
  summary: 'Best specificity among thresholds with enough sensitivity.',
  argument: 'sensitivity',
  constrained: recall,
  wanted: specificity,
});
