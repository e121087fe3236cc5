/** The samples the model is most wrong about. */
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { DataFacts, DataRows, PartPredictions, RunRecord } from '../../../state';
import { predictedClass } from '../../charts/confusion';
import { formatValue } from '../../components/format';
import { useStudio } from '../../studio';
import { rebuildsInput } from './answers';
import styles from './dock.module.css';
import { PaneBody } from './pane-body';
import { alike, truthOf, worst } from './predictions';
import { RebuiltTiles } from './rebuilt';
import { type Answered, useRowsOf } from './run-state';
import { type Judged, SampleTiles } from './sample-tiles';

const SHOWN = 8;

/** A prediction in the user's words. */
export function judge(p: PartPredictions, i: number, rows: DataRows, facts: DataFacts): Judged {
  const row = p.rows[i] as number;
  const target = rows.targets[row] as number;
  const truth = truthOf(row, rows, facts);
  const { classes, shift = 0, scale = 1 } = facts.target;
  if (classes) {
    const c = predictedClass(p.outputs, p.width, i);
    return { row, truth, predicted: classes[c] ?? String(c), right: c === target };
  }
  return {
    row,
    truth,
    predicted: formatValue((p.outputs[i * p.width] as number) * scale + shift),
    right: true,
  };
}

interface WorstPaneProps {
  readonly run: RunRecord;
  readonly predictions: Answered<PartPredictions>;
}

export function WorstPane({ run, predictions: { value } }: WorstPaneProps) {
  const { data } = useStudio();
  const facts = useStore(data.store, (s) => s.facts);
  const rows = useRowsOf(run);
  const rebuilt = rebuildsInput(run);
  const far = useMemo(() => (value && rebuilt ? worst(value, SHOWN) : []), [value, rebuilt]);
  const judged = useMemo(() => {
    if (!value || !rows || !facts || rebuilt) return [];
    const all = worst(value, facts.target.classes ? value.losses.length : SHOWN).map((i) =>
      judge(value, i, rows, facts),
    );
    return (facts.target.classes ? all.filter((j) => !j.right) : all).slice(0, SHOWN);
  }, [value, rows, facts, rebuilt]);
  if (!value || !rows || !facts) return null;
  return (
    <section className={styles.pane} aria-label="Worst predictions">
      <div className={styles.paneHead}>
        <h3 data-tip={alike(facts) ?? undefined}>Worst predictions</h3>
        {facts.weights.length > 0 && <span className={styles.quietWords}>unweighted</span>}
      </div>
      <PaneBody>
        {rebuilt ? (
          <RebuiltTiles run={run} predictions={value} positions={far} label="Worst predictions" />
        ) : judged.length === 0 ? (
          <p className={styles.quietWords}>Every sample of this part is classified right.</p>
        ) : (
          <SampleTiles judged={judged} label="Worst predictions" />
        )}
      </PaneBody>
    </section>
  );
}
