/** What a training step computes and how much memory a run needs, estimated before it starts. */
import { useEffect, useState } from 'react';
import { formatBytes, formatFlops } from '../../components/format';
import { useDocument, useStudio } from '../../studio';
import styles from './summary.module.css';

/** Editing goes on: the estimate waits until it pauses. */
const SETTLE_MS = 400;

export function StepCost() {
  const { training } = useStudio();
  const model = useDocument((d) => d.model);
  const compile = useDocument((d) => d.compile);
  const batch = useDocument((d) => d.fit.batch_size);
  const [text, setText] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the estimate is of what these say
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(async () => {
      const estimate = await training.estimate();
      if (!wanted) return;
      setText(
        estimate.ok
          ? `Training step: ${formatFlops(estimate.value.flopsPerStep)} for ${batch} samples. ` +
              `Memory on the CPU: at most ${formatBytes(estimate.value.peakBytes)}, data included.`
          : null,
      );
    }, SETTLE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [training, model, compile, batch]);
  return text === null ? null : <p className={styles.cost}>{text}</p>;
}
