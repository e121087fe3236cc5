/** What a model that gives its input back made of it: pictures beside the originals, or how far off each row is. */
import { useMemo } from 'react';
import type { PartPredictions, RunRecord } from '../../../state';
import { formatValue } from '../../components/format';
import { type ImageSample, pixelsOf, Thumbnail } from '../data/thumbnail';
import { rebuiltScale } from './answers';
import styles from './dock.module.css';
import { useSamples } from './sample-tiles';

interface RebuiltTilesProps {
  readonly run: RunRecord;
  readonly predictions: PartPredictions;
  /** Which of the predictions to show. */
  readonly positions: readonly number[];
  readonly label: string;
}

/** Outputs of chosen rows, times `scale`, as pictures like those of `like`, cut to what a pixel can be. */
function picturesOf(
  { outputs, width }: PartPredictions,
  positions: readonly number[],
  scale: number,
  like: ImageSample,
): ImageSample {
  const pixels = new Uint8Array(positions.length * width);
  positions.forEach((at, i) => {
    pixels.set(pixelsOf(outputs.subarray(at * width, (at + 1) * width), scale), i * width);
  });
  return { ...like, pixels };
}

export function RebuiltTiles({ run, predictions, positions, label }: RebuiltTilesProps) {
  const rows = positions.map((i) => predictions.rows[i] as number);
  const sample = useSamples(rows);
  const scale = rebuiltScale(run);
  const rebuilt = useMemo(
    () => (sample?.kind === 'images' ? picturesOf(predictions, positions, scale, sample) : null),
    [sample, predictions, positions, scale],
  );
  if (!sample) return null;
  if (sample.kind === 'images' && rebuilt && predictions.width === sample.width * sample.height * sample.channels) {
    return (
      <ul className={styles.tiles} aria-label={label}>
        {positions.slice(0, sample.rows.length).map((at, i) => (
          <li key={at} className={styles.tile}>
            <span className={styles.pair}>
              <Thumbnail sample={sample} index={i} label="input" />
              <Thumbnail sample={rebuilt} index={i} label="output" />
            </span>
            <span>{formatValue(predictions.losses[at] as number)}</span>
          </li>
        ))}
      </ul>
    );
  }
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">row</th>
          <th scope="col">loss</th>
        </tr>
      </thead>
      <tbody>
        {positions.map((at) => (
          <tr key={at}>
            <td className={styles.number}>{(predictions.rows[at] as number) + 1}</td>
            <td className={styles.number}>{formatValue(predictions.losses[at] as number)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
