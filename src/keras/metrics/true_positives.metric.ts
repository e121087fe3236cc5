/** TruePositives: how often the prediction says yes where the target says yes. */
import { defineConditionCount } from './condition-count';

export default defineConditionCount(
  'TruePositives',
  'true_positives',
  'truePositives',
  'Counts yes where the target says yes.',
);
