/** TrueNegatives: how often the prediction says no where the target says no. */
import { defineConditionCount } from './condition-count';

export default defineConditionCount(
  'TrueNegatives',
  'true_negatives',
  'trueNegatives',
  'Counts no where the target says no.',
);
