/** Arguments of `model.compile`: optimizer, loss with the reason it fits or the way to make it fit, metrics. */
import type { Problem } from '../../../base/problem';
import type { ObjectSpec } from '../../../graph/model';
import { allOf, find } from '../../../keras';
import { Icon } from '../../components/icon';
import { ProblemCard } from '../../components/problem-card';
import { Select } from '../../components/select';
import { startingSpec } from '../../starting-config';
import { useDocument, useProblems, useStudio } from '../../studio';
import { AddObject } from './add-object';
import { ArgumentList } from './argument-list';
import styles from './inspector.module.css';
import { LossReason } from './loss-reason';

/** What people set of an optimizer; the rest is one press away. */
const USUAL = ['learning_rate', 'momentum', 'nesterov', 'weight_decay'];

type Slot = 'optimizer' | 'loss';

/** A choice among all objects of a kind, and the arguments of the chosen one. */
function ObjectForm({
  kind,
  spec,
  target,
}: {
  readonly kind: Slot;
  readonly spec: ObjectSpec;
  readonly target: Parameters<ReturnType<typeof useStudio>['edit']['setArgument']>[0];
}) {
  const { edit, applyFix } = useStudio();
  const definition = find(kind, spec.className);
  const id = `compile-${kind}`;
  return (
    <div className={styles.object}>
      <div className={styles.choice}>
        <label htmlFor={id} className={styles.choiceName} data-tip={definition?.summary} data-tip-side="left">
          {kind}
        </label>
        <Select
          id={id}
          value={definition?.name ?? spec.className}
          options={[
            ...allOf(kind).map((d) => d.name),
            ...(definition ? [] : [{ value: spec.className, label: `${spec.className} (unknown)` }]),
          ]}
          onChange={(className) => edit.replaceObject(target, { className, config: {} })}
        />
      </div>
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

function Metrics({ output }: { readonly output: number }) {
  const { edit, applyFix } = useStudio();
  const metrics = useDocument((d) => d.compile.metrics[output]) ?? [];
  const chosen = new Set(metrics.map((m) => m.className));
  const items = [
    { name: ACCURACY, summary: 'The accuracy that suits loss and target.' },
    ...allOf('metric').map(({ name, summary }) => ({ name, summary })),
  ].filter((i) => !chosen.has(i.name));
  return (
    <div className={styles.object}>
      <div className={styles.choice}>
        <span className={styles.choiceName} id={`metrics-${output}`}>
          metrics
        </span>
        <ul className={styles.chips} aria-labelledby={`metrics-${output}`}>
          {metrics.map((m, i) => (
            // A metric may be there twice with other arguments; its place tells them apart.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={`${m.className} ${i}`} className={styles.chip}>
              {m.className}
              <button type="button" aria-label={`Remove ${m.className}`} onClick={() => edit.removeMetric(i, output)}>
                <Icon name="close" size={11} />
              </button>
            </li>
          ))}
          <li>
            <AddObject
              label="Add a metric"
              items={items}
              onAdd={(name) =>
                edit.addMetric(
                  name === ACCURACY ? { className: ACCURACY, config: {} } : startingSpec('metric', name),
                  output,
                )
              }
              trigger={(props) => (
                <button type="button" {...props} className={styles.add} aria-label="Add a metric">
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
        const target = { kind: 'metric', output, index: i } as const;
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
    </div>
  );
}

export function CompileTab() {
  const { applyFix } = useStudio();
  const optimizer = useDocument((d) => d.compile.optimizer);
  const losses = useDocument((d) => d.compile.losses);
  const problems = useProblems();
  const at = (where: string): readonly Problem[] => problems.filter((p) => p.where === where);
  const shown = (list: readonly Problem[]) =>
    list
      .filter((p) => p.code !== 'argument-invalid' && p.code !== 'argument-missing')
      .map((p) => <ProblemCard key={`${p.code} ${p.message}`} problem={p} onFix={applyFix} />);
  const lossProblems = at('compile.losses');
  return (
    <div className={styles.form}>
      <ObjectForm kind="optimizer" spec={optimizer} target={{ kind: 'optimizer' }} />
      {shown(at('compile.optimizer'))}
      <hr className={styles.rule} />
      {losses.map((loss, output) => (
        // Losses belong to outputs by their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div key={output} className={styles.form}>
          <ObjectForm kind="loss" spec={loss} target={{ kind: 'loss', output }} />
          {lossProblems.length > 0 ? shown(lossProblems) : <LossReason output={output} />}
          <Metrics output={output} />
        </div>
      ))}
      {losses.length === 0 && shown(lossProblems)}
      {shown(at('compile.metrics'))}
    </div>
  );
}
