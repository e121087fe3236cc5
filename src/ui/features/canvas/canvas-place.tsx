/** The centre: the model as a stack, as a graph or as Keras' summary, with what it weighs in a corner. */
import { Suspense } from 'react';
import { formatBytes, formatCount, formatFlops } from '../../components/format';
import { Icon } from '../../components/icon';
import { lazyPart } from '../../components/lazy-part';
import { TabList, TabPanel, useTabBase } from '../../components/tabs';
import { useAnalysis, useStudio, useView } from '../../studio';
import { HistogramContext, useHistograms } from '../stack/histograms';
import { StackCanvas } from '../stack/stack-canvas';
import styles from './canvas.module.css';

const GraphCanvas = lazyPart(() => import('../graph/graph-canvas'));
const Summary = lazyPart(async () => ({ default: (await import('../summary/summary')).Summary }));

const TABS = [
  { value: 'stack', label: 'Stack' },
  { value: 'graph', label: 'Graph' },
  { value: 'summary', label: 'Summary' },
] as const;

function Totals() {
  const { parameters, weightBytes, activationBytes, flops } = useAnalysis();
  const tip = [
    `${formatCount(parameters.trainable)} trainable, ${formatCount(parameters.frozen)} not trainable`,
    `weights ${formatBytes(weightBytes)}`,
    `one sample's activations ${formatBytes(activationBytes)}`,
    `${formatFlops(flops)} per sample`,
  ].join('\n');
  return (
    <p className={styles.totals} data-tip={tip}>
      <b>{formatCount(parameters.total)}</b>
      <span className={styles.unit}> parameters</span>
      <span className={styles.more}>
        {' '}
        · {formatBytes(weightBytes)} · {formatFlops(flops)}
      </span>
    </p>
  );
}

export function CanvasPlace() {
  const { view, select } = useStudio();
  const tab = useView((v) => v.canvas);
  const base = useTabBase();
  const histograms = useHistograms();
  return (
    <>
      <div className={styles.bar}>
        <TabList
          look="bar"
          label="Views of the model"
          base={base}
          tabs={TABS}
          value={tab}
          onChange={(canvas) => view.setState({ canvas })}
        />
        <button
          type="button"
          className={styles.templates}
          data-tip="Begin with a template or an application"
          onClick={() => view.setState({ dialog: 'templates' })}
        >
          <Icon name="layers" size={14} />
          <span>Templates</span>
        </button>
        <span className={styles.space} />
        <Totals />
      </div>
      <TabPanel base={base} value={tab} className={tab === 'graph' ? styles.whole : styles.scroll}>
        {tab === 'graph' ? (
          <Suspense fallback={null}>
            <GraphCanvas />
          </Suspense>
        ) : (
          // A click beside the cards selects nothing; Escape does the same.
          // biome-ignore lint/a11y/noStaticElementInteractions: see above
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <div
            className={styles.ground}
            onClick={(event) => {
              if (!(event.target as Element).closest('[data-card], button, [popover]')) select(null);
            }}
          >
            {tab === 'stack' ? (
              <HistogramContext value={histograms}>
                <StackCanvas />
              </HistogramContext>
            ) : (
              <Suspense fallback={null}>
                <Summary />
              </Suspense>
            )}
          </div>
        )}
      </TabPanel>
    </>
  );
}
