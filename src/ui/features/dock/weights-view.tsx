/** Every weight of the model as a histogram, following the training. */
import { Bars } from '../../components/bars';
import { Empty } from '../../components/empty';
import { formatValue } from '../../components/format';
import { useStudio } from '../../studio';
import styles from './dock.module.css';
import { useAnswer, useCurrentRun } from './run-state';

export default function WeightsView() {
  const { training } = useStudio();
  const run = useCurrentRun();
  const { value, message } = useAnswer(run, () => training.histograms(run?.id), ['histograms']);
  if (!run)
    return (
      <Empty icon="chart" title="No weights yet">
        Train the model first.
      </Empty>
    );
  if (!value) return <p className={styles.quietWords}>{message ?? 'Weights appear after the first epoch.'}</p>;
  return (
    <ul className={styles.cards} aria-label="Weights by layer">
      {value.map((h) => (
        <li key={`${h.layer}/${h.weight}`} className={styles.card}>
          <h3>
            {h.layer} · {h.weight}
          </h3>
          <Bars
            counts={h.counts}
            width={180}
            height={48}
            label={`${h.layer} ${h.weight}: mean ${formatValue(h.mean)}, standard deviation ${formatValue(h.std)}`}
          />
          <p>
            {formatValue(h.min)} … {formatValue(h.max)}
          </p>
          <p>
            μ {formatValue(h.mean)} σ {formatValue(h.std)}
          </p>
        </li>
      ))}
    </ul>
  );
}
