/**
 * Short reviews put together from a seed: praise and complaint, some by negation (“not dull at all”), some with a turn
 * after “but”, where the last word counts. Nobody wrote them about anything.
 */
import { foldIn, keyFromSeed, randomPermutation, randomUniform } from '../../base/random';
import type { Table } from '../columns';
import { textColumn } from '../text';

const PLACES: readonly (readonly [string, readonly string[]])[] = [
  ['restaurant', ['soup', 'bread', 'waiter', 'dessert', 'menu', 'table by the window']],
  ['hotel', ['room', 'bed', 'breakfast', 'view', 'porter', 'pool']],
  ['film', ['plot', 'ending', 'music', 'lead', 'first hour', 'camera work']],
  ['book', ['opening', 'hero', 'last chapter', 'language', 'cover', 'villain']],
  ['phone', ['screen', 'battery', 'camera', 'keyboard', 'speaker', 'price']],
  ['train ride', ['seat', 'timetable', 'coffee', 'conductor', 'heating', 'landscape']],
  ['concert', ['band', 'sound', 'singer', 'hall', 'light show', 'encore']],
  ['course', ['teacher', 'material', 'pace', 'homework', 'final exam', 'group']],
];

const GOOD = [
  'great',
  'lovely',
  'brilliant',
  'charming',
  'excellent',
  'delightful',
  'superb',
  'pleasant',
  'memorable',
  'wonderful',
  'impressive',
  'perfect',
];
const BAD = [
  'awful',
  'dull',
  'terrible',
  'clumsy',
  'poor',
  'dreadful',
  'annoying',
  'disappointing',
  'tiresome',
  'shoddy',
  'unpleasant',
  'hopeless',
];
const VERY = ['really', 'truly', 'quite', 'very', 'simply', 'rather', 'surprisingly'];
const BEGINNINGS = [
  '',
  '',
  '',
  'We went on a Sunday. ',
  'My second time here. ',
  'Honestly, ',
  'A friend told me of it. ',
];
const GLAD = ['I will come back', 'we loved it', 'I can recommend it', 'it made my day', 'money well spent'];
const SORRY = ['never again', 'we regret it', 'I want my money back', 'a waste of time', 'we left early'];

/** Numbers in [0, 1) of one row, one after the other. */
const DRAWS = 12;
const ATTEMPTS = 4;

const withArticle = (word: string): string => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;

/** One review of the wanted mood. `next` gives a number in [0, 1) a call. */
function review(good: boolean, next: () => number): string {
  const one = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const [place, parts] = one(PLACES);
  const [like, unlike] = good ? [GOOD, BAD] : [BAD, GOOD];
  const beginning = one(BEGINNINGS);
  const [part, other] = [one(parts), one(parts)];
  const turn = next();
  const clause =
    turn < 0.2
      ? `the ${part} was not ${one(unlike)} at all`
      : turn < 0.32
        ? `the ${other} was ${one(unlike)}, but the ${place} as a whole was ${one(VERY)} ${one(like)}`
        : turn < 0.62
          ? `the ${part} was ${one(VERY)} ${one(like)}`
          : `${one(['', 'what ', 'such '])}${withArticle(one(like))} ${place}, and the ${part} was ${one(like)} too`;
  const end = next() < 0.3 ? `; ${one(good ? GLAD : SORRY)}` : '';
  const sentence = `${clause}${end}${next() < 0.25 ? '!' : '.'}`;
  const inside = beginning.endsWith(', ');
  return beginning + (inside ? sentence : sentence.charAt(0).toUpperCase() + sentence.slice(1));
}

/**
 * `count` rows with a column `review` and its `mood`, good or bad, half of each in random order. `noise` 0..1 is the
 * share of moods that are drawn by lot.
 */
export function makeSentences(count: number, noise: number, seed: number): Table {
  const key = keyFromSeed(seed);
  const seen = new Set<string>();
  /** A review that is not there yet; of very many sentences some come twice. */
  function fresh(i: number): string {
    let text = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const draws = randomUniform(foldIn(foldIn(key, 1), i * ATTEMPTS + attempt), DRAWS);
      let at = 0;
      text = review(i % 2 === 0, () => draws[at++] as number);
      if (!seen.has(text)) break;
    }
    seen.add(text);
    return text;
  }
  const lots = randomUniform(foldIn(key, 2), count * 2);
  const order = randomPermutation(foldIn(key, 3), count);
  const texts = new Array<string>(count);
  const codes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const row = order[i] as number;
    const good = i % 2 === 0;
    texts[row] = fresh(i);
    const drawn = (lots[2 * i] as number) < noise;
    codes[row] = (drawn ? (lots[2 * i + 1] as number) < 0.5 : good) ? 2 : 1;
  }
  return {
    rows: count,
    columns: [textColumn('review', texts), { kind: 'category', name: 'mood', codes, categories: ['bad', 'good'] }],
  };
}
