/** A look at the data: one image per class, points, a line, or the first rows, whichever the data is. */

import { formatCell } from '../../components/format';
import { useData } from '../../studio';
import styles from './picture.module.css';
import { PointsPlot } from './points-plot';
import { SeriesPlot } from './series-plot';
import { type ImageSample, Thumbnail } from './thumbnail';
import { useSample } from './use-sample';

const SHOWN = 10;

/** Indices of rows to show: the first of each class, then whatever comes, in order of class. */
function onePerClass(sample: ImageSample): number[] {
  const first = new Map<string, number>();
  sample.rows.forEach((row, i) => {
    if (!first.has(row.label)) first.set(row.label, i);
  });
  const chosen = [...first].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })).map(([, i]) => i);
  const rest = sample.rows.map((_, i) => i).filter((i) => !chosen.includes(i));
  return [...chosen, ...rest].slice(0, SHOWN);
}

/** Only the beginning of a long text is seen. */
const shortened = (cell: string | number): string => (typeof cell === 'string' ? cell.slice(0, 80) : formatCell(cell));

export function DataPicture() {
  const facts = useData((d) => d.facts);
  const series = useData((d) => d.description?.series);
  const sample = useSample({ count: 60 });
  const target = facts?.target.column;
  if (series) return <SeriesPlot values={series.values} height={70} />;
  if (!sample || !facts) return <div className={styles.blank} />;
  if (sample.kind === 'images') {
    return (
      <ul className={styles.images} aria-label="Samples">
        {onePerClass(sample).map((i) => (
          <li key={i} data-tip={sample.rows[i]?.label}>
            <Thumbnail sample={sample} index={i} label={sample.rows[i]?.label ?? ''} />
          </li>
        ))}
      </ul>
    );
  }
  if (sample.kind !== 'table') return null;
  if (facts.inputKind === 'vector' && facts.inputs[0]?.shape[0] === 2 && sample.columns.length === 3)
    return <PointsPlot />;
  // What is predicted, then what it is predicted from; what is left out comes last.
  const read = new Set(facts.features.map((f) => f.column));
  const place = (c: number): number => {
    const name = sample.columns[c] ?? '';
    return name === target ? 0 : read.has(name) ? 1 : 2;
  };
  const columns = [...sample.columns.keys()].sort((a, b) => place(a) - place(b)).slice(0, 3);
  const words = facts.inputs.some((input) => input.dtype === 'string');
  return (
    <table className={styles.rows} data-words={words || undefined} aria-label="First rows">
      <thead>
        <tr>
          {columns.map((c) => (
            <th key={c} scope="col" title={sample.columns[c]} data-target={sample.columns[c] === target || undefined}>
              {sample.columns[c]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sample.rows.slice(0, 4).map((row) => (
          <tr key={row.source}>
            {columns.map((c) => (
              <td key={c}>{shortened(row.cells[c] ?? '—')}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
