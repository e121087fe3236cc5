/** What a data set is, in a few words: how many samples of what. */
import type { DataFacts } from '../../../state';
import { formatCount } from '../../components/format';

const KINDS = { vector: 'table', image: 'images', series: 'series', text: 'text', mixed: 'text and numbers' } as const;

/** `table`, `images`, `series`, `text`, `generated`. */
export function kindWord(inputKind: DataFacts['inputKind'], generated: boolean): string {
  return generated ? 'generated' : KINDS[inputKind];
}

/** `1,797 samples · 10 classes · 8×8×1` */
export function factsLine(facts: DataFacts): string {
  const shape = facts.inputs[0]?.shape ?? [];
  const noun = facts.inputKind === 'vector' ? 'rows' : facts.inputKind === 'series' ? 'windows' : 'samples';
  const target =
    facts.target.task === 'regression'
      ? `predicts ${facts.target.column}`
      : `${facts.target.classes?.length ?? 2} classes`;
  const size = facts.inputKind === 'vector' ? `${shape[0] ?? 0} inputs` : shape.join('×');
  return `${formatCount(facts.rows)} ${noun} · ${target} · ${size}`;
}
