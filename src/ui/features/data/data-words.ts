/** What a data set is, in a few words: how many samples of what. */
import type { DataFacts } from '../../../state';
import { formatCount } from '../../components/format';

const KINDS = { vector: 'table', image: 'images', series: 'series', text: 'text', mixed: 'text and numbers' } as const;

/** `table`, `images`, `series`, `text`, `generated`. */
export function kindWord(inputKind: DataFacts['inputKind'], generated: boolean): string {
  return generated ? 'generated' : KINDS[inputKind];
}

/** `1 input`, `12 inputs` */
const counted = (n: number, noun: string): string => `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`;

/** `1,797 samples · 10 classes · 8×8×1` */
export function factsLine(facts: DataFacts): string {
  const { inputKind, inputs } = facts;
  const shape = inputs[0]?.shape ?? [];
  const noun = inputKind === 'series' ? 'windows' : inputKind === 'image' ? 'samples' : 'rows';
  const target =
    facts.target.task === 'regression'
      ? `predicts ${facts.target.column}`
      : `${facts.target.classes?.length ?? 2} classes`;
  const texts = inputs.filter((i) => i.dtype === 'string').length;
  const sizes = [
    inputKind === 'vector' || inputKind === 'mixed'
      ? counted(shape[0] ?? 0, 'input')
      : texts > 0
        ? null
        : shape.join('×'),
    texts > 0 ? counted(texts, 'text') : null,
    facts.weights.length > 0 ? counted(facts.weights.length, 'sample weight') : null,
  ];
  const size = sizes.filter((s) => s !== null).join(' · ');
  return `${formatCount(facts.rows)} ${noun} · ${target} · ${size}`;
}
