/** FalsePositives: how often the prediction says yes where the target says no. */
import { defineConditionCount } from './condition-count';

export default defineConditionCount(
  'FalsePositives',
  'false_positives',
  'falsePositives',
  'Counts yes where the target says no.',
);
