/** Arguments of `model.compile`: optimizer, loss with the reason it fits or the way to make it fit, metrics. */
import type { Problem } from '../../../base/problem';
import type { ObjectSpec } from '../../../graph/model';
import { layerOf, nodeOf } from '../../../graph/topology';
import { allOf, find } from '../../../keras';
import { IconButton } from '../../components/button';
import { classes } from '../../components/classes';
import { Fold } from '../../components/fold';
import { Icon } from '../../components/icon';
import { NumberField } from '../../components/number-field';
import { ProblemCard } from '../../components/problem-card';
import { Select } from '../../components/select';
import { startingSpec } from '../../starting-config';
import { useDocument, useProblems, useStudio } from '../../studio';
import { AddObject } from './add-object';
import { ArgumentList } from './argument-list';
import { inputTimes } from './input-times';
import styles from './inspector.module.css';
import { LossReason } from './loss-reason';
import { Row } from './row';
import { OutputWeight, useSampleWeights } from './sample-weight';

/** What people set of an optimizer; the rest is one press away. */
const USUAL = ['learning_rate', 'momentum', 'nesterov', 'weight_decay'];

type Slot = 'optimizer' | 'loss';

/** A choice among all objects of a kind, and the arguments of the chosen one. */
function ObjectForm({
  kind,
  spec,
  target,
  id = `compile-${kind}`,
}: {
  readonly kind: Slot;
  readonly id?: string;
  readonly spec: ObjectSpec;
  readonly target: Parameters<ReturnType<typeof useStudio>['edit']['setArgument']>[0];
}) {
  const { edit, applyFix } = useStudio();
  const definition = find(kind, spec.className);
  // What Keras requires starts as something to try: a choice is never an error by itself.
  const choose = (className: string): void => edit.replaceObject(target, startingSpec(kind, className));
  return (
    <div className={styles.object}>
      <div className={styles.choice} data-argument={kind}>
        <label htmlFor={id} className={styles.choiceName} data-tip={definition?.summary} data-tip-side="left">
          {kind}
        </label>
        <div className={styles.pick}>
          <Select
            id={id}
            value={definition?.name ?? spec.className}
            options={[
              ...allOf(kind).map((d) => d.name),
              ...(definition ? [] : [{ value: spec.className, label: `${spec.className} (unknown)` }]),
            ]}
            onChange={choose}
          />
          <AddObject
            label={`Choose ${kind === 'loss' ? 'a loss' : 'an optimizer'}`}
            items={allOf(kind)}
            argument={kind}
            onAdd={choose}
            trigger={(props) => (
              <IconButton
                icon="search"
                size={14}
                label={`Search ${kind === 'loss' ? 'losses' : 'optimizers'}`}
                {...props}
              />
            )}
          />
        </div>
      </div>
      {definition && <p className={styles.summary}>{definition.summary}</p>}
      {definition && (
        <ArgumentList
          args={definition.args}
          config={spec.config}
          {...(kind === 'optimizer' ? { usual: USUAL } : {})}
          onChange={(name, value) => edit.setArgument(target, name, value)}
          onReset={(name) => edit.resetArgument(target, name)}
          onFix={applyFix}
        />
      )}
    </div>
  );
}

/** The word Keras resolves by loss and shapes. */
const ACCURACY = 'accuracy';

const NO_METRICS: readonly ObjectSpec[] = [];

/** Metrics of an output: `metrics`, or `weighted_metrics`, in which sample weights and class weights count. */
function Metrics({ output, weighted = false }: { readonly output: number; readonly weighted?: boolean }) {
  const { edit, applyFix } = useStudio();
  const metrics = useDocument((d) => (weighted ? d.compile.weightedMetrics : d.compile.metrics)[output]) ?? NO_METRICS;
  const argument = weighted ? 'weighted_metrics' : 'metrics';
  const add = weighted ? 'Add a weighted metric' : 'Add a metric';
  const problems = useProblems().filter((p) => p.where?.startsWith(`compile.${argument}.${output}.`));
  const chosen = new Set(metrics.map((m) => m.className));
  const items = [{ name: ACCURACY, summary: 'The accuracy that suits loss and target.' }, ...allOf('metric')].filter(
    (i) => !chosen.has(i.name),
  );
  return (
    <div className={styles.object}>
      <div className={weighted ? styles.above : styles.choice} data-argument={argument}>
        <span className={styles.choiceName} id={`${argument}-${output}`}>
          {argument}
        </span>
        <ul className={styles.chips} aria-labelledby={`${argument}-${output}`}>
          {metrics.map((m, i) => (
            // A metric may be there twice with other arguments; its place tells them apart.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={`${m.className} ${i}`} className={styles.chip}>
              {m.className}
              <button
                type="button"
                aria-label={`Remove ${m.className}`}
                onClick={() => edit.removeMetric(i, output, weighted)}
              >
                <Icon name="close" size={11} />
              </button>
            </li>
          ))}
          <li>
            <AddObject
              label={add}
              items={items}
              argument={argument}
              onAdd={(name) =>
                edit.addMetric(
                  name === ACCURACY ? { className: ACCURACY, config: {} } : startingSpec('metric', name),
                  output,
                  weighted,
                )
              }
              trigger={(props) => (
                <button type="button" {...props} className={styles.add} aria-label={add}>
                  <Icon name="plus" size={12} /> Add
                </button>
              )}
            />
          </li>
        </ul>
      </div>
      {metrics.map((m, i) => {
        const definition = find('metric', m.className);
        if (!definition || Object.keys(definition.args).length === 0) return null;
        const target = { kind: 'metric', output, index: i, ...(weighted && { weighted }) } as const;
        return (
          <details
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            key={`${m.className} ${i}`}
            className={styles.sub}
          >
            <summary>
              <Icon name="chevronRight" size={12} /> {m.className}
            </summary>
            <ArgumentList
              args={definition.args}
              config={m.config}
              onChange={(name, value) => edit.setArgument(target, name, value)}
              onReset={(name) => edit.resetArgument(target, name)}
              onFix={applyFix}
            />
          </details>
        );
      })}
      {problems.map((p) => (
        <ProblemCard key={`${p.code} ${p.where}`} problem={p} compact onFix={applyFix} />
      ))}
      {weighted && <WeighedBy output={output} />}
    </div>
  );
}

/** What counts in weighted metrics, or that nothing does. */
function WeighedBy({ output }: { readonly output: number }) {
  const column = useSampleWeights().chosen[output] ?? null;
  const byClass = useDocument((d) => d.fit.class_weight !== null);
  return (
    <p className={styles.hint}>
      {column !== null ? (
        <>
          Rows count by <b>{column}</b>, as in the loss.
        </>
      ) : byClass ? (
        'In training, rows count by class_weight; in validation all count the same.'
      ) : (
        'Nothing is weighed yet, so these come out as metrics do: give a column of the table the role “sample weight” in Data, or set class_weight in Fit.'
      )}
    </p>
  );
}

/** The outputs' layers by name, as History's keys have them. */
function useOutputNames(): readonly string[] {
  const model = useDocument((d) => d.model);
  return model.outputs.map((ref) => layerOf(model, nodeOf(model, ref.node).layer).name);
}

/** What one of several outputs is compared with, and how much it counts. */
function OutputForm({ output }: { readonly output: number }) {
  const { edit } = useStudio();
  const y = useDocument((d) => d.fit.y?.[output] ?? 'target');
  const scale = useDocument((d) => d.fit.y_scale?.[output] ?? 1);
  const lossWeights = useDocument((d) => d.compile.lossWeights);
  const weights = useSampleWeights();
  const count = useDocument((d) => d.model.outputs.length);
  const fit = useDocument((d) => d.fit.y);
  const all = <T,>(list: readonly T[] | null | undefined, none: T): T[] =>
    Array.from({ length: count }, (_, i) => list?.[i] ?? none);
  return (
    <>
      <div className={classes(styles.choice, styles.wider)}>
        <label htmlFor={`compared-${output}`} className={styles.choiceName} data-tip="What fit is given as y for it">
          compared with
        </label>
        <Select
          id={`compared-${output}`}
          value={y}
          options={[
            { value: 'target', label: 'the target' },
            { value: 'input', label: inputTimes(scale) },
          ]}
          onChange={(value) =>
            edit.setFit({
              y: all(fit, 'target' as const).map((v, i) => (i === output ? (value as 'target' | 'input') : v)),
            })
          }
        />
      </div>
      {count > 1 && weights.any && (
        <div className={classes(styles.choice, styles.wider)}>
          <label htmlFor={`rows-${output}`} className={styles.choiceName} data-tip="How much each row counts for it">
            sample_weight
          </label>
          <OutputWeight output={output} id={`rows-${output}`} />
        </div>
      )}
      {count > 1 && (
        <div className={classes(styles.choice, styles.wider)}>
          <label htmlFor={`weight-${output}`} className={styles.choiceName} data-tip="Its share of the loss">
            loss_weights
          </label>
          <NumberField
            id={`weight-${output}`}
            value={lossWeights?.[output] ?? 1}
            min={0}
            onChange={(value) =>
              edit.setCompile(
                { lossWeights: all(lossWeights, 1).map((w, i) => (i === output ? (value ?? 1) : w)) },
                'Weigh losses',
              )
            }
          />
        </div>
      )}
    </>
  );
}

/** Losses of so many batches are kept until they are read. */
const MOST_AT_ONCE = 512;

/** @param unweighted outputs whose weighted metrics have no place of their own, because nothing is weighed */
function MoreArguments({
  unweighted,
  names,
}: {
  readonly unweighted: readonly number[];
  readonly names: readonly string[];
}) {
  const { edit } = useStudio();
  const steps = useDocument((d) => d.compile.stepsPerExecution);
  return (
    <Fold label={unweighted.length > 0 ? '2 more arguments' : '1 more argument'} open={steps !== undefined}>
      {unweighted.map((output) => (
        <section key={output} aria-label={`Weighted metrics of ${names[output] ?? `output ${output + 1}`}`}>
          {names.length > 1 && <h3 className={styles.output}>{names[output] ?? `Output ${output + 1}`}</h3>}
          <Metrics output={output} weighted />
        </section>
      ))}
      <Row
        name="steps_per_execution"
        help="Batches in one call of the device; callbacks hear of every so many. Empty: as many as take about ten milliseconds, and callbacks hear of each. The numbers are the same."
      >
        {(id, helpId) => (
          <NumberField
            id={id}
            integer
            min={1}
            max={MOST_AT_ONCE}
            value={steps ?? null}
            emptyValue={null}
            placeholder="automatic"
            describedBy={helpId}
            onChange={(n) => edit.setCompile({ stepsPerExecution: n ?? undefined }, 'Set steps per execution')}
          />
        )}
      </Row>
    </Fold>
  );
}

export function CompileTab() {
  const { applyFix } = useStudio();
  const optimizer = useDocument((d) => d.compile.optimizer);
  const losses = useDocument((d) => d.compile.losses);
  const names = useOutputNames();
  const problems = useProblems();
  const itself = useDocument((d) => d.fit.y?.includes('input') ?? false);
  const { chosen } = useSampleWeights();
  const byClass = useDocument((d) => d.fit.class_weight !== null);
  const lists = useDocument((d) => d.compile.weightedMetrics);
  // In place where weights make them tell something, else folded away.
  const weighted = (output: number): boolean =>
    byClass || (chosen[output] ?? null) !== null || (lists[output]?.length ?? 0) > 0;
  const at = (where: string): readonly Problem[] => problems.filter((p) => p.where === where);
  const shown = (list: readonly Problem[]) =>
    list
      .filter((p) => p.code !== 'argument-invalid' && p.code !== 'argument-missing')
      .map((p) => <ProblemCard key={`${p.code} ${p.message}`} problem={p} onFix={applyFix} />);
  // What names no output is said with the first.
  const outputOf = (p: Problem): number => {
    const output = p.fixes?.[0]?.params?.output;
    return typeof output === 'number' ? output : 0;
  };
  const lossProblems = at('compile.losses');
  return (
    <div className={styles.form}>
      <ObjectForm kind="optimizer" spec={optimizer} target={{ kind: 'optimizer' }} />
      {shown(at('compile.optimizer'))}
      <hr className={styles.rule} />
      {losses.map((loss, output) => {
        const mine = lossProblems.filter((p) => outputOf(p) === output);
        return (
          // Losses belong to outputs by their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <section key={output} className={styles.form} aria-label={`Output ${names[output] ?? output + 1}`}>
            {losses.length > 1 && <h3 className={styles.output}>{names[output] ?? `Output ${output + 1}`}</h3>}
            {(losses.length > 1 || itself) && <OutputForm output={output} />}
            <ObjectForm kind="loss" spec={loss} target={{ kind: 'loss', output }} id={`compile-loss-${output}`} />
            {mine.length > 0 ? shown(mine) : <LossReason output={output} />}
            <Metrics output={output} />
            {weighted(output) && <Metrics output={output} weighted />}
          </section>
        );
      })}
      {losses.length === 0 && shown(lossProblems)}
      {shown(at('compile.metrics'))}
      <MoreArguments unweighted={[...losses.keys()].filter((output) => !weighted(output))} names={names} />
    </div>
  );
}
