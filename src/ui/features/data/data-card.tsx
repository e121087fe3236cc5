/** The project's data in the side panel: what it is, a look at it, how it is balanced and split, the way to change it. */

import { Button } from '../../components/button';
import { formatCount } from '../../components/format';
import { ProblemCard } from '../../components/problem-card';
import { Progress } from '../../components/progress';
import { SplitBar } from '../../components/split-bar';
import { useData, useDocument, useStudio } from '../../studio';
import { ClassBalance } from './class-balance';
import styles from './data-card.module.css';
import { factsLine, kindWord } from './data-words';
import { DataPicture } from './picture';

export function DataCard() {
  const { view, applyFix, data } = useStudio();
  const status = useData((d) => d.status);
  const facts = useData((d) => d.facts);
  const description = useData((d) => d.description);
  const problem = useData((d) => d.problem);
  const progress = useData((d) => d.progress);
  const importing = useData((d) => d.importing);
  const notes = useData((d) => d.review?.problems.filter((p) => p.severity !== 'info').length ?? 0);
  const source = useDocument((d) => d.data.source);
  const open = (): void => view.setState({ screen: 'data' });
  return (
    <section aria-labelledby="data-title" className={styles.place}>
      <header className={styles.header}>
        <h2 id="data-title" className={styles.heading}>
          Data
        </h2>
        <Button variant="link" onClick={open}>
          Change
        </Button>
      </header>
      <div className={styles.card} aria-busy={status === 'loading'}>
        <p className={styles.title}>
          <b>{description?.name ?? (status === 'failed' ? 'No data' : 'Loading')}</b>{' '}
          <span className={styles.kind}>{facts ? kindWord(facts.inputKind, source.kind === 'generated') : ''}</span>
        </p>
        {facts && <p className={styles.line}>{factsLine(facts)}</p>}
        {importing && (
          <div className={styles.importing}>
            <p>
              Reading {importing.name}
              {importing.progress?.done !== undefined && ` · ${formatCount(importing.progress.done)}`}
            </p>
            <Progress label={`Reading ${importing.name}`} value={importing.progress?.share ?? null} />
            <Button small onClick={() => data.cancelImport()}>
              Cancel
            </Button>
          </div>
        )}
        {status === 'failed' && problem ? (
          <ProblemCard problem={problem} compact onFix={applyFix} />
        ) : (
          <>
            {!facts && <Progress label="Loading the data" value={progress?.share ?? null} />}
            <DataPicture />
            <ClassBalance />
            {facts && <SplitBar percent {...facts.parts} />}
          </>
        )}
        {notes > 0 && (
          <button type="button" className={styles.notes} onClick={open}>
            {notes} {notes === 1 ? 'thing' : 'things'} worth a look
          </button>
        )}
      </div>
    </section>
  );
}
