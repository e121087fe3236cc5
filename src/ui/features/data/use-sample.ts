/** Rows of the data to look at, fetched from the data worker and kept until the data changes. */
import { useEffect, useState } from 'react';
import type { Sample, SampleRequest } from '../../../state';
import { useData, useDocument, useStudio } from '../../studio';

/** The sample a request gives; the last one stays while a new one is fetched, null before the first. */
export function useSample(request: Omit<SampleRequest, 'spec'>): Sample | null {
  const { data } = useStudio();
  const spec = useDocument((d) => d.data);
  const ready = useData((d) => d.status === 'ready');
  const [sample, setSample] = useState<Sample | null>(null);
  const { count, offset = 0, part, className } = request;
  // The specification is what the sample depends on, though the worker's client reads it by itself.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!ready) return;
    const abort = new AbortController();
    data
      .sample({ count, offset, ...(part && { part }), ...(className !== undefined && { className }) }, abort.signal)
      .then((next) => {
        if (!abort.signal.aborted) setSample(next);
      })
      .catch(() => {
        // What is wrong with the data is told where its status is shown.
        if (!abort.signal.aborted) setSample(null);
      });
    return () => abort.abort();
  }, [data, spec, ready, count, offset, part, className]);
  return sample;
}
