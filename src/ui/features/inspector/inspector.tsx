/** The right side: the selected layer's arguments, and those of compile, fit and callbacks. */
import type { InspectorTab } from '../../../state';
import { TabList, TabPanel, useTabBase } from '../../components/tabs';
import { useProblems, useStudio, useView } from '../../studio';
import { CallbacksTab } from './callbacks-tab';
import { CompileTab } from './compile-tab';
import { FitTab } from './fit-tab';
import styles from './inspector.module.css';
import { LayerTab } from './layer-tab';

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
        {tab === 'compile' && <CompileTab />}
        {tab === 'fit' && <FitTab />}
        {tab === 'callbacks' && <CallbacksTab />}
      </TabPanel>
    </>
  );
}
