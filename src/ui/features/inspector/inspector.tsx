/** The right side: the selected layer's arguments, and those of compile, fit and callbacks. */
import { Suspense } from 'react';
import type { InspectorTab } from '../../../state';
import { lazyPart } from '../../components/lazy-part';
import { TabList, TabPanel, useTabBase } from '../../components/tabs';
import { useProblems, useStudio, useView } from '../../studio';
import styles from './inspector.module.css';
import { LayerTab } from './layer-tab';

// The page opens on the layer; the other tabs come when they are asked for.
const CompileTab = lazyPart(async () => ({ default: (await import('./compile-tab')).CompileTab }));
const FitTab = lazyPart(async () => ({ default: (await import('./fit-tab')).FitTab }));
const CallbacksTab = lazyPart(async () => ({ default: (await import('./callbacks-tab')).CallbacksTab }));

const TABS: readonly { readonly value: InspectorTab; readonly label: string }[] = [
  { value: 'layer', label: 'Layer' },
  { value: 'compile', label: 'Compile' },
  { value: 'fit', label: 'Fit' },
  { value: 'callbacks', label: 'Callbacks' },
];

export function Inspector() {
  const { view } = useStudio();
  const tab = useView((v) => v.inspector);
  const problems = useProblems();
  const base = useTabBase();
  const troubled = (name: InspectorTab): boolean =>
    name !== 'layer' &&
    problems.some((p) => p.severity === 'error' && (p.where === name || p.where?.startsWith(`${name}.`)));
  return (
    <>
      <TabList
        label="Settings"
        base={base}
        tabs={TABS.map((t) => ({
          ...t,
          badge: troubled(t.value) ? (
            <span className={styles.mark}>
              <span className="visually-hidden">has a problem</span>
            </span>
          ) : undefined,
        }))}
        value={tab}
        onChange={(inspector) => view.setState({ inspector })}
      />
      <TabPanel base={base} value={tab} className={styles.panel}>
        {tab === 'layer' && <LayerTab />}
        <Suspense fallback={null}>
          {tab === 'compile' && <CompileTab />}
          {tab === 'fit' && <FitTab />}
          {tab === 'callbacks' && <CallbacksTab />}
        </Suspense>
      </TabPanel>
    </>
  );
}
