/** FalseNegatives: how often the prediction says no where the target says yes. */
import { defineConditionCount } from './condition-count';

export default defineConditionCount(
  'FalseNegatives',
  'false_negatives',
  'falseNegatives',
  'Counts no where the target says yes.',
);
