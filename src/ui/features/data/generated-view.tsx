/** A data set made by formula: how it looks, and the knobs it is made with. */
import type { DataSource } from '../../../graph/data-spec';
import { IconButton } from '../../components/button';
import { NumberField } from '../../components/number-field';
import { Slider } from '../../components/slider';
import { useData, useStudio } from '../../studio';
import styles from './generated-view.module.css';
import { PointsPlot } from './points-plot';
import { SeriesPlot } from './series-plot';

type Generated = Extract<DataSource, { kind: 'generated' }>;

export function GeneratedView({ source }: { readonly source: Generated }) {
  const { edit } = useStudio();
  const series = useData((d) => d.description?.series);
  const facts = useData((d) => d.facts);
  const plane = facts?.inputKind === 'vector' && facts.inputs[0]?.shape[0] === 2;
  return (
    <div className={styles.view}>
      {(plane || series) && (
        <div className={styles.plot}>
          {series ? <SeriesPlot values={series.values} height={180} /> : <PointsPlot height={300} />}
        </div>
      )}
      <div className={styles.knobs}>
        <label className={styles.knob} htmlFor="knob-points">
          points
          <Slider
            id="knob-points"
            label="points"
            min={50}
            max={5000}
            step={50}
            value={source.points}
            onChange={(points) => edit.setSource({ points })}
          />
          <NumberField
            label="points, exactly"
            integer
            min={10}
            max={100_000}
            value={source.points}
            onChange={(points) => points !== null && edit.setSource({ points })}
          />
        </label>
        <label className={styles.knob} htmlFor="knob-noise">
          noise
          <Slider
            id="knob-noise"
            label="noise"
            min={0}
            max={1}
            step={0.01}
            value={source.noise}
            onChange={(noise) => edit.setSource({ noise })}
          />
          <NumberField
            label="noise, exactly"
            min={0}
            max={10}
            step={0.05}
            value={source.noise}
            onChange={(noise) => noise !== null && edit.setSource({ noise })}
          />
        </label>
        <div className={styles.knob}>
          seed
          <span className={styles.seed}>
            <NumberField
              label="seed"
              integer
              min={0}
              max={2 ** 31 - 1}
              value={source.seed}
              onChange={(seed) => seed !== null && edit.setSource({ seed })}
            />
            <IconButton
              icon="shuffle"
              label="Another seed"
              onClick={() => edit.setSource({ seed: (source.seed % 9999) + 1 })}
            />
          </span>
        </div>
      </div>
    </div>
  );
}
