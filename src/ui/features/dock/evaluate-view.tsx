/** Loss and metrics on each part, the test part first: the numbers to report. */
import { useState } from 'react';
import type { DataPart } from '../../../state';
import { weightsOfRun } from '../../../state/weight-fit';
import { Button } from '../../components/button';
import { Empty } from '../../components/empty';
import { formatCount } from '../../components/format';
import { useStudio } from '../../studio';
import styles from './dock.module.css';
import { useCurrentRun, useRowsOf } from './run-state';
import { formatMetric } from './run-words';

const WORDS: { readonly [P in DataPart]: string } = {
  test: 'rows the model has never seen',
  validation: 'rows used to judge it while training',
  train: 'rows it was trained on',
};

export default function EvaluateView() {
  const studio = useStudio();
  const run = useCurrentRun();
  const rows = useRowsOf(run);
  const [busy, setBusy] = useState<DataPart | null>(null);
  if (!run)
    return (
      <Empty icon="check" title="Nothing to evaluate yet">
        Train the model first.
      </Empty>
    );
  const weights = weightsOfRun(run);
  const evaluate = async (part: DataPart): Promise<void> => {
    setBusy(part);
    const result = await studio.training.evaluate(part, run.id);
    setBusy(null);
    if (!result.ok) studio.report(result.problem);
    else
      studio.announce(
        `Evaluated on the ${part} part: ${Object.entries(result.value)
          .map(([k, v]) => `${k} ${formatMetric(k, v)}`)
          .join(', ')}`,
      );
  };
  return (
    <div className={styles.parts}>
      {(['test', 'validation', 'train'] as const)
        .filter((part) => run.evaluations[part] || (rows && rows.parts[part].length > 0))
        .map((part) => {
          const logs = run.evaluations[part];
          return (
            <section key={part} aria-label={`Evaluation on the ${part} part`}>
              <div className={styles.paneHead}>
                <h3>{part}</h3>
                <Button
                  small
                  variant={part === 'test' && !logs ? 'primary' : 'outline'}
                  disabled={busy !== null}
                  onClick={() => void evaluate(part)}
                >
                  {busy === part ? 'Evaluating…' : logs ? 'Evaluate again' : `Evaluate on ${part}`}
                </Button>
              </div>
              <p className={styles.about}>
                {WORDS[part]}
                {rows ? ` · ${formatCount(rows.parts[part].length)} rows` : ''}
                {weights.length > 0 ? `, weighed by ${weights.join(' and ')}` : ''}
              </p>
              {logs && (
                <dl className={styles.scores}>
                  {Object.entries(logs)
                    .sort(([a], [b]) => Number(b === 'loss') - Number(a === 'loss'))
                    .map(([key, v]) => (
                      <div key={key} className={styles.score}>
                        <dt>{key}</dt>
                        <dd>{formatMetric(key, v)}</dd>
                      </div>
                    ))}
                </dl>
              )}
            </section>
          );
        })}
    </div>
  );
}
