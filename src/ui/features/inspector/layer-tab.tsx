/** The selected layer: what it is, its name, its arguments, and the arithmetic behind its shape and its weights. */
import { Suspense, useState } from 'react';
import type { Problem } from '../../../base/problem';
import type { LayerId, LayerSpec } from '../../../graph/model';
import { nestedGraph } from '../../../graph/nested';
import { find } from '../../../keras';
import { Button, IconButton } from '../../components/button';
import { Empty } from '../../components/empty';
import { lazyPart } from '../../components/lazy-part';
import { ProblemCard } from '../../components/problem-card';
import { TextField } from '../../components/text-field';
import { useDocument, useOpenAnalysis, useProblemsByLayer, useStudio, useView } from '../../studio';
import { familyColor, familyInk } from '../../theme/families';
import { useLayerMenu } from '../stack/layer-menu';
import { ArgumentList, isToldAtArgument } from './argument-list';
import styles from './inspector.module.css';

/** A longer vocabulary is looked at, not edited as text. */
const EDITABLE_WORDS = 100;

const Vocabulary = lazyPart(() => import('./vocabulary'));
const ManyTab = lazyPart(() => import('./many-tab'));
const Reads = lazyPart(() => import('./reads'));
const ShapeFigure = lazyPart(async () => ({ default: (await import('../shapes/shape-figure')).ShapeFigure }));

/** What Keras' InputLayer takes and a project has no use for. */
const INPUT_HIDDEN = ['batch_shape', 'batch_size', 'sparse', 'ragged', 'optional', 'input_tensor', 'name'];

export function LayerTab() {
  const selected = useView((v) => v.selected);
  const many = useView((v) => v.canvas === 'graph' && v.picked.length > 1);
  const { layers } = useOpenAnalysis();
  if (many)
    return (
      <Suspense fallback={null}>
        <ManyTab />
      </Suspense>
    );
  if (selected === null || !layers.has(selected)) {
    return (
      <Empty icon="layers" title="No layer selected">
        Choose a card on the canvas to see and change its arguments.
      </Empty>
    );
  }
  return <LayerForm key={selected} id={selected} />;
}

const longVocabulary = ({ config }: LayerSpec): boolean =>
  Array.isArray(config.vocabulary) && config.vocabulary.length > EDITABLE_WORDS;

/** As much of a config that nobody reads here as fits a form. */
const MOST_KEPT = 4000;
function keptText(config: LayerSpec['config']): string {
  const text = JSON.stringify(config, null, 2);
  return text.length > MOST_KEPT ? `${text.slice(0, MOST_KEPT)}\n…` : text;
}

function LayerForm({ id }: { readonly id: LayerId }) {
  const { edit, applyFix, view, select, run } = useStudio();
  const analysis = useOpenAnalysis().layers.get(id);
  const problems = useProblemsByLayer().get(id) ?? [];
  const actions = useLayerMenu(id);
  const outermost = useView((v) => v.inside.length === 0);
  const feeds = useDocument((d) => d.model.inputs.length > 1 || d.fit.x !== undefined);
  const [nameProblem, setNameProblem] = useState<Problem | null>(null);
  if (!analysis) return null;
  const { layer, arithmetic, inputShapes, outputShape } = analysis;
  const definition = find('layer', layer.className);
  const target = { kind: 'layer', layer: id } as const;
  const isInput = layer.className === 'InputLayer';
  const nested = nestedGraph(layer) !== null;
  const family = isInput ? undefined : definition?.family;
  // What an argument row shows itself is not said twice.
  const hidden = isInput
    ? INPUT_HIDDEN
    : nested
      ? ['model', 'made_first']
      : longVocabulary(layer)
        ? ['vocabulary', 'idf_weights']
        : [];
  const general = problems.filter((p) => !isToldAtArgument(p, definition?.args ?? {}, hidden));
  return (
    <div className={styles.form}>
      <header className={styles.head}>
        <div className={styles.titleLine}>
          <h2 className={styles.title}>{isInput ? 'Input' : layer.className}</h2>
          {definition && (
            <span
              className={styles.family}
              style={{
                color: familyInk(family),
                background: `color-mix(in srgb, ${familyColor(family)} 11%, var(--panel))`,
              }}
            >
              {isInput ? 'input' : definition.family}
            </span>
          )}
          <TextField
            bare
            aria-label="Name of the layer"
            className={styles.layerName}
            value={layer.name}
            onCommit={(name) => setNameProblem(edit.renameLayer(id, name))}
          />
        </div>
        {nameProblem && <ProblemCard problem={nameProblem} compact onFix={applyFix} />}
        <p className={styles.summary}>
          {definition?.summary ?? 'This layer does not run here. It is kept as it is, in the project and in its files.'}
        </p>
        {!isInput && (
          <div className={styles.actions} role="toolbar" aria-label="This layer">
            {actions.map((a) => (
              <IconButton
                key={a.id}
                icon={a.icon ?? 'more'}
                label={a.label}
                shortcut={a.shortcut}
                disabled={a.disabled ?? false}
                onClick={() => a.run()}
              />
            ))}
          </div>
        )}
      </header>
      {!isInput && inputShapes && outputShape && (
        <Suspense fallback={null}>
          <ShapeFigure effect={{ before: inputShapes, after: [outputShape], example: false }} />
        </Suspense>
      )}
      {general.map((p) => (
        <ProblemCard key={`${p.code} ${p.message}`} problem={p} onFix={applyFix} />
      ))}
      {nested && (
        <Button
          icon="expand"
          onClick={() => {
            if (view.getState().canvas !== 'graph') view.setState({ canvas: 'graph', inside: [] });
            select(id);
            run('graph.open');
          }}
        >
          Open the model
        </Button>
      )}
      {isInput && feeds && outermost && (
        <Suspense fallback={null}>
          <Reads layer={id} />
        </Suspense>
      )}
      {definition && (
        <ArgumentList
          args={definition.args}
          config={layer.config}
          hidden={hidden}
          problems={problems}
          onChange={(name, value) => edit.setArgument(target, name, value)}
          onReset={(name) => edit.resetArgument(target, name)}
          onFix={applyFix}
        />
      )}
      {!definition && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keyboard
        <pre className={styles.kept} tabIndex={0}>
          {keptText(layer.config)}
        </pre>
      )}
      {definition?.adapt && Object.hasOwn(definition.args, 'vocabulary') && outermost && (
        <Suspense fallback={null}>
          <Vocabulary layer={layer} />
        </Suspense>
      )}
      {arithmetic.length > 0 && (
        <section aria-label="Arithmetic" className={styles.arithmetic}>
          {arithmetic.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </section>
      )}
    </div>
  );
}
