/** Weights of every layer as histograms, asked for again whenever a run has come to rest. */
import { createContext, useContext, useEffect, useState } from 'react';
import type { WeightHistogram } from '../../../state';
import { useRuns, useStudio, useTraining } from '../../studio';

export const HistogramContext = createContext<readonly WeightHistogram[]>([]);

/** The histograms of the current run's weights; empty before the first run and while one is being trained. */
export function useHistograms(): readonly WeightHistogram[] {
  const { training, isStale } = useStudio();
  const current = useRuns((r) => r.current);
  const steps = useRuns((r) => r.runs.find((x) => x.id === r.current)?.steps ?? 0);
  const status = useTraining((t) => t.status);
  const [found, setFound] = useState<readonly WeightHistogram[]>([]);
  const resting = status === 'paused' || (status === 'idle' && steps > 0);
  // Each rest after further steps has new weights.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (current === null || isStale(current)) {
      setFound([]);
      return;
    }
    if (!resting) return;
    let wanted = true;
    void training.histograms(current).then((result) => {
      if (wanted && result.ok) setFound(result.value);
    });
    return () => {
      wanted = false;
    };
  }, [training, isStale, current, steps, resting]);
  return found;
}

/** The histogram a card shows: the layer's kernel, or its first weight. */
export function useWeightHistogram(layer: string): WeightHistogram | undefined {
  const mine = useContext(HistogramContext).filter((h) => h.layer === layer);
  return mine.find((h) => /kernel|embeddings/.test(h.weight)) ?? mine[0];
}
