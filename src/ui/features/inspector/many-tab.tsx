/** Several cards chosen in the graph: how many and of what, what they weigh together, and what can be done with all. */
import type { ModelGraph } from '../../../graph/model';
import { find } from '../../../keras';
import { pickedNodes } from '../../../state';
import { Button } from '../../components/button';
import { formatCount } from '../../components/format';
import { chordWords } from '../../components/kbd';
import { useOpenAnalysis, useOpenModel, useStudio, useView } from '../../studio';
import styles from './inspector.module.css';

/** The model with `trainable` of these layers set; true is what it is by itself. */
function withTrainable(model: ModelGraph, layers: ReadonlySet<string>, trainable: boolean): ModelGraph {
  const changed = Object.entries(model.layers).map(([id, layer]) => {
    if (!layers.has(id)) return [id, layer] as const;
    const { trainable: _, ...config } = layer.config;
    return [id, { ...layer, config: trainable ? config : { ...config, trainable } }] as const;
  });
  return { ...model, layers: Object.fromEntries(changed) };
}

const ACTIONS = [
  { id: 'graph.duplicate', label: 'Duplicate', icon: 'copy' },
  { id: 'graph.group', label: 'Group', icon: 'folder' },
  { id: 'graph.remove', label: 'Remove', icon: 'trash' },
] as const;

export default function ManyTab() {
  const studio = useStudio();
  const model = useOpenModel();
  const { layers } = useOpenAnalysis();
  const picked = useView((v) => v.picked);
  const selected = useView((v) => v.selected);
  const calls = pickedNodes(model, { picked, selected });
  const ids = new Set(calls.map((n) => n.layer));
  const chosen = [...ids].flatMap((id) => layers.get(id) ?? []);
  const weighty = new Set(
    chosen
      .filter((l) => l.parameters.trainable + l.parameters.frozen > 0)
      .filter((l) => Object.hasOwn(find('layer', l.layer.className)?.args ?? {}, 'trainable'))
      .map((l) => l.layer.id),
  );
  const frozen = weighty.size > 0 && [...weighty].every((id) => model.layers[id]?.config.trainable === false);
  const [trainable, fixed] = [
    chosen.reduce((n, l) => n + l.parameters.trainable, 0),
    chosen.reduce((n, l) => n + l.parameters.frozen, 0),
  ];
  const kinds = new Map<string, number>();
  for (const { layer } of chosen) {
    const name = layer.className === 'InputLayer' ? 'Input' : layer.className;
    kinds.set(name, (kinds.get(name) ?? 0) + 1);
  }
  const freeze = (): void => {
    const words = weighty.size === 1 ? '1 layer' : `${weighty.size} layers`;
    studio.edit.setModel(withTrainable(model, weighty, frozen), `${frozen ? 'Unfreeze' : 'Freeze'} ${words}`);
    studio.announce(`${words} ${frozen ? 'trainable again' : 'frozen'}.`);
  };
  return (
    <div className={styles.form}>
      <header className={styles.head}>
        <div className={styles.titleLine}>
          <h2 className={styles.title}>{calls.length} cards chosen</h2>
        </div>
        <p className={styles.summary}>
          {[...kinds].map(([name, n]) => (n > 1 ? `${n} ${name}` : name)).join(', ')}
          {ids.size < calls.length &&
            `: ${ids.size} ${ids.size === 1 ? 'layer' : 'layers'}, some called more than once`}
        </p>
      </header>
      <div className={styles.many} role="toolbar" aria-label="The chosen cards">
        {ACTIONS.map(({ id, label, icon }) => {
          const { blocked, shortcut } = studio.command(id);
          return (
            <Button
              key={id}
              small
              icon={icon}
              disabled={blocked !== null}
              data-tip={shortcut ? chordWords(shortcut) : undefined}
              onClick={() => studio.run(id)}
            >
              {label}
            </Button>
          );
        })}
        <Button small icon="lock" disabled={weighty.size === 0} onClick={freeze}>
          {frozen ? 'Unfreeze' : 'Freeze'}
        </Button>
      </div>
      <section aria-label="Parameters" className={styles.arithmetic}>
        <p>{formatCount(trainable + fixed)} parameters together</p>
        <p>
          {formatCount(trainable)} trainable, {formatCount(fixed)} not
        </p>
      </section>
    </div>
  );
}
