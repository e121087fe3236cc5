/** Precision: of all samples called yes, the share that is. */
import { shareOfHits } from './share-of-hits';

export default shareOfHits({
  name: 'Precision',
  aliases: ['positive predictive value'],
  summary: 'Of all samples called yes, the share that is.',
  logName: 'precision',
  others: 'false_positives',
});
