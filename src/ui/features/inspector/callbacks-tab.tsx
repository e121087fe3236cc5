/** Callbacks of the run, in the order they are called: add, remove, move, set their arguments. */
import type { ObjectSpec } from '../../../graph/model';
import { allOf, find } from '../../../keras';
import { Button, IconButton } from '../../components/button';
import { Empty } from '../../components/empty';
import { ProblemCard } from '../../components/problem-card';
import { startingSpec } from '../../starting-config';
import { useDocument, useProblems, useStudio } from '../../studio';
import { AddObject } from './add-object';
import { ArgumentList } from './argument-list';
import styles from './inspector.module.css';

function AddCallback({ primary }: { readonly primary?: boolean }) {
  const { edit } = useStudio();
  return (
    <div data-argument="callbacks">
      <AddObject
        label="Add a callback"
        items={allOf('callback')}
        argument="callbacks"
        onAdd={(name) => edit.addCallback(startingSpec('callback', name))}
        trigger={(props) => (
          <Button icon="plus" small={!primary} variant={primary ? 'primary' : 'outline'} {...props}>
            Add callback
          </Button>
        )}
      />
    </div>
  );
}

function CallbackCard({
  spec,
  index,
  count,
}: {
  readonly spec: ObjectSpec;
  readonly index: number;
  readonly count: number;
}) {
  const { edit, applyFix, announce } = useStudio();
  const definition = find('callback', spec.className);
  const problems = useProblems().filter((p) => p.where === `callbacks.${index}`);
  const target = { kind: 'callback', index } as const;
  const move = (to: number): void => {
    edit.moveCallback(index, to);
    announce(`${spec.className} moved to place ${to + 1}.`);
  };
  return (
    <li className={styles.callback} data-argument={spec.className}>
      <header className={styles.callbackHead}>
        <h3>{spec.className}</h3>
        <IconButton
          icon="arrowUp"
          size={14}
          label={`Move ${spec.className} up`}
          disabled={index === 0}
          onClick={() => move(index - 1)}
        />
        <IconButton
          icon="arrowDown"
          size={14}
          label={`Move ${spec.className} down`}
          disabled={index === count - 1}
          onClick={() => move(index + 1)}
        />
        <IconButton
          icon="trash"
          size={14}
          label={`Remove ${spec.className}`}
          onClick={() => edit.removeCallback(index)}
        />
      </header>
      {definition && <p className={styles.summary}>{definition.summary}</p>}
      {problems
        .filter((p) => p.code !== 'argument-invalid' && p.code !== 'argument-missing')
        .map((p) => (
          <ProblemCard key={`${p.code} ${p.message}`} problem={p} compact onFix={applyFix} />
        ))}
      {definition && (
        <ArgumentList
          args={definition.args}
          config={spec.config}
          onChange={(name, value) => edit.setArgument(target, name, value)}
          onReset={(name) => edit.resetArgument(target, name)}
          onFix={applyFix}
        />
      )}
    </li>
  );
}

export function CallbacksTab() {
  const callbacks = useDocument((d) => d.callbacks);
  if (callbacks.length === 0) {
    return (
      <Empty icon="spark" title="No callbacks yet" actions={<AddCallback primary />}>
        A callback acts between epochs: it stops early, lowers the learning rate, keeps the best weights.
      </Empty>
    );
  }
  return (
    <div className={styles.form}>
      <ol className={styles.callbacks} aria-label="Callbacks">
        {callbacks.map((spec, i) => (
          // The order is what a callback is known by; there may be two of a class.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <CallbackCard key={`${spec.className} ${i}`} spec={spec} index={i} count={callbacks.length} />
        ))}
      </ol>
      <AddCallback />
    </div>
  );
}
