/** The weights of a layer after a run, as a small histogram on its card. */
import type { LayerSpec } from '../../../graph/model';
import { Bars } from '../../components/bars';
import { formatValue } from '../../components/format';
import { useWeightHistogram } from './histograms';
import styles from './stack.module.css';

export function CardHistogram({ layer }: { readonly layer: LayerSpec }) {
  const histogram = useWeightHistogram(layer.name);
  if (!histogram) return null;
  const { counts, mean, std, weight } = histogram;
  const words = `${weight}  μ ${formatValue(mean, 2)}  σ ${formatValue(std, 2)}`;
  return (
    <div className={styles.histogram}>
      <Bars counts={counts} width={104} height={18} label={`Histogram of ${words}`} />
      <span aria-hidden="true">{words}</span>
    </div>
  );
}
