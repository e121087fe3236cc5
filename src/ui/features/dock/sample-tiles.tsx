/** Samples with what the model said of them, as pictures or as a line of their values. */
import { memo, useEffect, useState } from 'react';
import type { Sample } from '../../../state';
import { formatCell, formatValue } from '../../components/format';
import { useData, useStudio } from '../../studio';
import { Thumbnail } from '../data/thumbnail';
import styles from './dock.module.css';

/** A longer text is cut: enough to see what it is. */
const MOST_LETTERS = 600;

export interface Judged {
  /** Row of the prepared data. */
  readonly row: number;
  readonly truth: string;
  readonly predicted: string;
  readonly right: boolean;
}

/** Samples of these rows of the prepared data; null until they are there. */
export function useSamples(wanted: readonly number[]): Sample | null {
  const { data } = useStudio();
  const [sample, setSample] = useState<Sample | null>(null);
  const rows = wanted.join();
  useEffect(() => {
    const abort = new AbortController();
    const numbers = rows === '' ? [] : rows.split(',').map(Number);
    data
      .sample({ count: numbers.length, rows: numbers }, abort.signal)
      .then((s) => {
        if (!abort.signal.aborted) setSample(s);
      })
      .catch(() => {
        if (!abort.signal.aborted) setSample(null);
      });
    return () => abort.abort();
  }, [data, rows]);
  return sample;
}

interface SampleTilesProps {
  readonly judged: readonly Judged[];
  readonly label: string;
}

export const SampleTiles = memo(function SampleTiles({ judged, label }: SampleTilesProps) {
  const sample = useSamples(judged.map((j) => j.row));
  const features = useData((d) => d.facts?.features);
  const read = (features ?? []).map((f) => f.column);
  const texts = (features ?? []).filter((f) => f.encoding === 'text').map((f) => f.column);
  if (!sample || judged.length === 0) return null;
  if (sample.kind === 'images') {
    return (
      <ul className={styles.tiles} aria-label={label}>
        {judged.map((j, i) =>
          i < sample.rows.length ? (
            <li key={j.row} className={styles.tile}>
              <Thumbnail sample={sample} index={i} label={`${j.truth}, predicted ${j.predicted}`} />
              <span>
                {j.truth} → <b className={j.right ? undefined : styles.wrong}>{j.predicted}</b>
              </span>
            </li>
          ) : null,
        )}
      </ul>
    );
  }
  // What the model reads; beside texts, other columns are noise.
  const of = texts.length > 0 ? texts : read;
  const shown = sample.kind === 'table' ? sample.columns.filter((c) => of.includes(c)) : ['last values'];
  const cells = (i: number): string =>
    sample.kind === 'table'
      ? shown
          .map((c) => sample.rows[i]?.cells[sample.columns.indexOf(c)] ?? '–')
          .map((c) => (typeof c === 'number' ? formatCell(c) : c))
          .join(' · ')
      : (sample.rows[i]?.values ?? [])
          // The very last is the one to be told.
          .slice(-5, -1)
          .map((v) => formatValue(v))
          .join(' · ');
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">true</th>
          <th scope="col">predicted</th>
          <th scope="col">{shown.join(' · ')}</th>
        </tr>
      </thead>
      <tbody>
        {judged.map((j, i) => (
          <tr key={j.row}>
            <td className={styles.number}>{j.truth}</td>
            <td className={styles.number}>{j.predicted}</td>
            <td className={texts.length > 0 ? styles.words : undefined}>{cells(i).slice(0, MOST_LETTERS)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
});
