/** Recall: of all samples that are yes, the share found. */
import { shareOfHits } from './share-of-hits';

export default shareOfHits({
  name: 'Recall',
  aliases: ['sensitivity'],
  summary: 'Of all samples that are yes, the share found.',
  logName: 'recall',
  others: 'false_negatives',
});
