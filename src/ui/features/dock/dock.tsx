/** Training and what it shows: the run bar over one of the live views. */
import { Suspense } from 'react';
import type { DockTab } from '../../../state';
import { IconButton } from '../../components/button';
import { lazyPart } from '../../components/lazy-part';
import { TabList, TabPanel, useTabBase } from '../../components/tabs';
import { useStudio, useView } from '../../studio';
import styles from './dock.module.css';
import { NoCurves } from './no-curves';
import { RunBar } from './run-bar';
import { useRuns } from './run-state';

const CurvesView = lazyPart(() => import('./curves-view'));
const WeightsView = lazyPart(() => import('./weights-view'));
const PredictionsView = lazyPart(() => import('./predictions-view'));
const PredictView = lazyPart(() => import('./predict-view'));
const EvaluateView = lazyPart(() => import('./evaluate-view'));
const RunsView = lazyPart(() => import('./runs-view'));

const VIEWS: { readonly [T in DockTab]: React.ComponentType } = {
  curves: CurvesView,
  weights: WeightsView,
  predictions: PredictionsView,
  predict: PredictView,
  evaluate: EvaluateView,
  runs: RunsView,
};

export interface DockProps {
  /** Only the run bar is shown (a phone in another place). */
  readonly compact?: boolean;
}

export function Dock({ compact = false }: DockProps) {
  const studio = useStudio();
  const tab = useView((v) => v.dock);
  const size = useView((v) => v.dockSize);
  const count = useRuns((s) => s.runs.length);
  const base = useTabBase();
  // Without a run there is nothing to draw, and the charts, the largest part of the page, need not come yet.
  const View = tab === 'curves' && count === 0 ? NoCurves : VIEWS[tab];
  const closed = compact || size === 'closed';
  return (
    <div className={styles.dock}>
      <div className={styles.bar}>
        <RunBar compact={compact} />
        {!compact && (
          <div className={styles.tabs}>
            <TabList<DockTab>
              label="Live views"
              look="bar"
              closed={closed}
              base={base}
              value={tab}
              onChange={(dock) =>
                studio.view.setState((v) => ({ dock, dockSize: v.dockSize === 'closed' ? 'normal' : v.dockSize }))
              }
              tabs={[
                { value: 'curves', label: 'Curves' },
                { value: 'weights', label: 'Weights' },
                { value: 'predictions', label: 'Predictions' },
                { value: 'predict', label: 'Predict' },
                { value: 'evaluate', label: 'Evaluate' },
                {
                  value: 'runs',
                  label: 'Runs',
                  badge: count > 0 ? <span className={styles.count}>{count}</span> : null,
                },
              ]}
            />
            <IconButton
              icon={size === 'full' ? 'collapse' : 'expand'}
              label={size === 'full' ? 'Shrink the live views' : 'Let the live views fill the window'}
              onClick={() => studio.run('view.dock-full')}
            />
            <IconButton
              icon={size === 'closed' ? 'chevronUp' : 'chevronDown'}
              label={size === 'closed' ? 'Open the live views' : 'Close the live views'}
              onClick={() => studio.run('view.dock-close')}
            />
          </div>
        )}
      </div>
      {!closed && (
        <TabPanel base={base} value={tab} className={styles.panel}>
          <Suspense fallback={<p className={styles.waiting}>Loading…</p>}>
            <View />
          </Suspense>
        </TabPanel>
      )}
    </div>
  );
}
