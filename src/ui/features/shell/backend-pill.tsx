/** Where the arithmetic is done, how fast, and why there: press it to see the alternatives and to choose. */
import { useEffect } from 'react';
import type { FitSpec } from '../../../graph/document';
import { Popover } from '../../components/popover';
import { useDocument, useRuns, useStudio, useTraining } from '../../studio';
import { BACKEND_NAMES, backendName } from './backend-names';
import styles from './backend-pill.module.css';
import pill from './header.module.css';

/** `41k samples/s` */
function speed(perSecond: number): string {
  const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 2 });
  return `${short.format(perSecond)} samples/s`;
}

function Choice() {
  const { edit, training } = useStudio();
  const chosen = useDocument((d) => d.fit.backend);
  const backends = useTraining((t) => t.backends);
  const run = useRuns((r) => r.runs.find((x) => x.id === r.current)?.backend ?? null);
  useEffect(() => void training.warm(), [training]);
  // What the run found out about its own model comes first; it may not have asked all.
  const own = run?.reports ?? [];
  const reports = [...own, ...backends.filter((b) => !own.some((r) => r.name === b.name))];
  const options: {
    readonly value: FitSpec['backend'];
    readonly label: string;
    readonly note: string;
    readonly off: boolean;
  }[] = [
    { value: 'auto', label: BACKEND_NAMES.auto, note: 'Times your model on each and takes the fastest.', off: false },
    ...reports
      .filter((r) => r.name !== 'reference')
      .map((r) => ({
        value: r.name as FitSpec['backend'],
        label: backendName(r.name),
        note: r.available
          ? [r.label, r.stepMs === undefined ? null : `${r.stepMs.toPrecision(2)} ms a step`, r.reason]
              .filter(Boolean)
              .join(' · ')
          : (r.reason ?? 'Not available here.'),
        off: !r.available,
      })),
  ];
  return (
    <fieldset className={styles.choice}>
      <legend>Where to compute</legend>
      {options.map((o) => (
        <label key={o.value} className={styles.option} data-off={o.off || undefined}>
          <input
            type="radio"
            name="backend"
            value={o.value}
            checked={chosen === o.value}
            disabled={o.off}
            onChange={() => edit.setFit({ backend: o.value })}
          />
          <span>
            <b>{o.label}</b>
            <span className={styles.note}>{o.note}</span>
          </span>
        </label>
      ))}
      {reports.length === 0 && <p className={styles.why}>Finding out what works here…</p>}
      {run && <p className={styles.why}>{run.why}</p>}
    </fieldset>
  );
}

export function BackendPill() {
  const wanted = useDocument((d) => d.fit.backend);
  const running = useTraining((t) => t.status === 'running');
  const used = useRuns((r) => r.runs.find((x) => x.id === r.current)?.backend?.chosen ?? null);
  const rate = useRuns((r) => r.live?.samplesPerSecond ?? 0);
  const name = backendName(wanted === 'auto' && used ? used : wanted);
  return (
    <Popover
      label="Where to compute"
      align="end"
      trigger={(props) => (
        <button type="button" {...props} className={pill.pill} data-tip="Where the arithmetic is done">
          <span className={pill.dot} data-on={used !== null || undefined} />
          <span>
            {name}
            {running && rate > 0 && ` · ${speed(rate)}`}
          </span>
        </button>
      )}
      content={() => <Choice />}
    />
  );
}
