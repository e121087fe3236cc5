/** What is predicted, how rows are shared out, what is worth a look, and what the model will get. */
import { Fragment } from 'react';
import { formatShape } from '../../../base/shape';
import type { SplitKind, SplitSpec } from '../../../graph/data-spec';
import { sampleWeights } from '../../../state/weight-fit';
import { Button } from '../../components/button';
import { Icon } from '../../components/icon';
import { NumberField } from '../../components/number-field';
import { Segmented } from '../../components/segmented';
import { Select } from '../../components/select';
import { Slider } from '../../components/slider';
import { SplitBar } from '../../components/split-bar';
import { Switch } from '../../components/switch';
import { useData, useDocument, useStudio } from '../../studio';
import { ClassBalance } from './class-balance';
import styles from './data-settings.module.css';
import { Notes } from './notes';

function Target() {
  const { edit } = useStudio();
  const data = useDocument((d) => d.data);
  const columns = useData((d) => d.description?.columns) ?? [];
  const facts = useData((d) => d.facts);
  const { table } = data;
  // Statistics are of the training part; of the target all classes are known.
  const classesOf = (c: { readonly name: string; readonly distinct: number }): number =>
    (c.name === table?.target ? facts?.target.classes?.length : undefined) ?? c.distinct;
  if (!table) {
    return (
      <p>
        {facts
          ? facts.target.task === 'regression'
            ? facts.target.column
            : `The class: one of ${facts.target.classes?.length}`
          : '—'}
      </p>
    );
  }
  const statistics = columns.find((c) => c.name === table.target);
  const either = statistics?.kind === 'number';
  return (
    <div className={styles.stack}>
      <Select
        aria-label="Column to predict"
        value={table.target ?? ''}
        options={[
          ...(table.target === null ? [{ value: '', label: 'Choose a column', disabled: true }] : []),
          ...columns
            .filter((c) => c.kind !== 'text')
            .map((c) => ({
              value: c.name,
              label: `${c.name} · ${c.kind === 'number' ? 'numbers' : `${classesOf(c)} classes`}`,
            })),
        ]}
        onChange={(name) => edit.setTarget(name, columns.find((c) => c.name === name)?.asTarget)}
      />
      {either && (
        <Segmented
          fill
          label="What the target is"
          value={table.task}
          segments={[
            { value: 'regression', label: 'A number' },
            { value: 'classification', label: 'A class' },
          ]}
          onChange={(task) =>
            edit.setData(
              { ...data, table: { ...table, task } },
              `Predict a ${task === 'regression' ? 'number' : 'class'}`,
            )
          }
        />
      )}
    </div>
  );
}

const KINDS: readonly { readonly value: SplitKind; readonly label: string; readonly tip: string }[] = [
  { value: 'random', label: 'Random', tip: 'Rows are dealt out by chance, the same way for the same seed' },
  { value: 'stratified', label: 'By class', tip: 'As random, with every class in each part in its proportion' },
  { value: 'ordered', label: 'In order', tip: 'The last rows are kept for testing: for data in order of time' },
];

function Share({
  name,
  value,
  split,
}: {
  readonly name: 'validation' | 'test';
  readonly value: number;
  readonly split: SplitSpec;
}) {
  const { edit } = useStudio();
  const other = name === 'validation' ? split.test : split.validation;
  const set = (percent: number): void => edit.setSplit({ [name]: Math.min(percent / 100, 0.9 - other) });
  return (
    <label className={styles.share} htmlFor={`share-${name}`}>
      {name}
      <Slider
        id={`share-${name}`}
        label={`${name} percent`}
        min={0}
        max={50}
        step={1}
        value={Math.round(value * 100)}
        onChange={set}
      />
      <span className="numbers">{Math.round(value * 100)}%</span>
    </label>
  );
}

function Split() {
  const { edit } = useStudio();
  const split = useDocument((d) => d.data.split);
  const parts = useData((d) => d.review?.parts ?? d.facts?.parts);
  const classes = useData((d) => d.facts?.target.task !== 'regression');
  return (
    <div className={styles.stack}>
      <Segmented
        fill
        label="How rows are shared out"
        value={split.kind}
        segments={classes ? KINDS : KINDS.filter((k) => k.value !== 'stratified' || split.kind === 'stratified')}
        onChange={(kind) => edit.setSplit({ kind })}
      />
      {parts && <SplitBar train={parts.train} validation={parts.validation} test={parts.test} />}
      <Share name="validation" value={split.validation} split={split} />
      <Share name="test" value={split.test} split={split} />
      {split.kind !== 'ordered' && (
        <div className={styles.pair}>
          <label htmlFor="split-seed">seed</label>
          <NumberField
            id="split-seed"
            integer
            min={0}
            max={2 ** 31 - 1}
            value={split.seed}
            onChange={(seed) => seed !== null && edit.setSplit({ seed })}
          />
        </div>
      )}
      <div className={styles.pair}>
        <label
          htmlFor="split-copies"
          data-tip="Rows that are exact copies go to the same part, so that the test is a fair one"
          data-tip-side="left"
        >
          keep copies together
        </label>
        <Switch
          id="split-copies"
          checked={split.keepCopiesTogether}
          onChange={(keepCopiesTogether) => edit.setSplit({ keepCopiesTogether })}
        />
      </div>
    </div>
  );
}

function Outcome() {
  const { applyProposal, applyStarter, proposal } = useStudio();
  const facts = useData((d) => d.facts);
  // What is proposed depends on all of it.
  const document = useDocument((d) => d);
  const { model } = document;
  if (!facts) return null;
  const weights = [...new Set(sampleWeights(document, facts))].filter((name) => name !== null);
  const target =
    facts.target.task === 'regression' ? 'a number' : `one of ${facts.target.classes?.length ?? 2} classes`;
  const names = model.nodes
    .map((n) => model.layers[n.layer]?.className)
    .filter((n) => n !== undefined && n !== 'InputLayer');
  return (
    <div className={styles.outcome}>
      <p>
        The model gets{' '}
        {facts.inputs.map((input, i) => (
          <Fragment key={input.name}>
            {i > 0 && ', '}
            {input.dtype === 'string' ? (
              <>
                the words of <code>{input.name}</code>
              </>
            ) : (
              <>
                <code>{formatShape([null, ...input.shape])}</code> {input.dtype}
              </>
            )}
          </Fragment>
        ))}{' '}
        and answers with {target}.
        {facts.weights.length > 0 && weights.length === 0 && ' Rows are not weighed: so it is chosen in Fit.'}
        {weights.length > 0 && (
          <>
            {' '}
            Rows count by{' '}
            {weights.map((name, i) => (
              <Fragment key={name}>
                {i > 0 && ' or '}
                <code>{name}</code>
              </Fragment>
            ))}
            {facts.weights.length > 1 && ', as chosen in Fit'}.
          </>
        )}
      </p>
      <p className={styles.chain}>
        {names.map((name, i) => (
          // A class may be there twice; its place tells it apart.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <span key={i}>
            {i > 0 && <Icon name="arrowRight" size={10} />}
            {name}
          </span>
        ))}
      </p>
      {proposal() ? (
        <Button small variant="primary" onClick={() => applyProposal()}>
          Adapt the model to this data
        </Button>
      ) : (
        <Button small onClick={() => applyStarter()}>
          Begin anew with a model for this data
        </Button>
      )}
    </div>
  );
}

export function DataSettings() {
  const classes = useData((d) => (d.review?.classes?.length ?? 0) > 0);
  return (
    <aside aria-label="How the data is used" className={styles.settings}>
      <section>
        <h3 className={styles.heading}>What to predict</h3>
        <Target />
      </section>
      <section>
        <h3 className={styles.heading}>Split</h3>
        <Split />
      </section>
      {classes && (
        <section>
          <h3 className={styles.heading}>Balance</h3>
          <ClassBalance limit={24} />
        </section>
      )}
      <Notes />
      <section>
        <h3 className={styles.heading}>Then</h3>
        <Outcome />
      </section>
    </aside>
  );
}
