/** On small screens: the places of the studio, one at a time. */
import type { Place } from '../../../state';
import { Icon, type IconName } from '../../components/icon';
import { useAnalysis, useStudio, useView } from '../../studio';
import styles from './bottom-nav.module.css';

const PLACES: readonly { readonly place: Place; readonly label: string; readonly icon: IconName }[] = [
  { place: 'data', label: 'Data', icon: 'table' },
  { place: 'layers', label: 'Layers', icon: 'plus' },
  { place: 'canvas', label: 'Model', icon: 'layers' },
  { place: 'inspector', label: 'Settings', icon: 'sliders' },
  { place: 'dock', label: 'Train', icon: 'chart' },
];

export function BottomNav() {
  const { view } = useStudio();
  const place = useView((v) => v.place);
  const { fits } = useAnalysis();
  return (
    <nav aria-label="Places" className={styles.nav} data-place={place}>
      {PLACES.map((p) => (
        <button
          key={p.place}
          type="button"
          aria-current={p.place === place ? 'page' : undefined}
          className={styles.item}
          onClick={() =>
            view.setState({ place: p.place, ...(p.place === 'dock' ? { dockSize: 'normal' as const } : {}) })
          }
        >
          <Icon name={p.icon} size={20} />
          {p.label}
          {p.place === 'canvas' && !fits && (
            <span className={styles.mark}>
              <span className="visually-hidden">has problems</span>
            </span>
          )}
        </button>
      ))}
    </nav>
  );
}
