/** What to do about a run that the memory of the CPU cannot hold: which batch size would fit, and which layer is to blame. */
import { type Fix, type Problem, problem } from '../../base/problem';
import type { PreparedData } from '../../data/prepared';
import { feedMode } from '../../engine/feeder';
import type { Traced } from '../../engine/traced';
import { bytesOf, valueType } from '../../ops/program';
import { estimateMemory } from './memory-estimate';

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toPrecision(3)} GB`;

export interface MemoryQuestion {
  readonly traced: Traced;
  /** As the model is fed. */
  readonly data: PreparedData;
  readonly batch: number;
  readonly threaded: boolean;
  /** Most bytes there can be. */
  readonly most: number;
}

/** The largest array of a training step: its bytes, its shape, and the layer that makes or keeps it. */
function largestArray({ traced, data, batch }: MemoryQuestion) {
  const { plan } = traced;
  const program = traced.train(batch, feedMode(data));
  const layerOf = (id: string | undefined): { id: string; name: string } | null => {
    const layer = id === undefined ? undefined : plan.model.graph.layers[id];
    return layer ? { id: layer.id, name: layer.name } : null;
  };
  const owners = new Map(
    [...plan.model.layers].flatMap(([id, l]) => [...l.variables.values()].map((v) => [v.path, id])),
  );
  const candidates = [
    ...plan.slots.map((slot, k) => ({
      id: program.inputs[k] as number,
      layer: layerOf([...owners].find(([path]) => slot.name.includes(path))?.[1]),
    })),
    ...program.equations.flatMap((eq) => eq.outputs.map((id) => ({ id, layer: layerOf(eq.from) }))),
  ].map((c) => ({ ...c, bytes: bytesOf(valueType(program, c.id)) }));
  const largest = candidates.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  return { ...largest, shape: valueType(program, largest.id).shape };
}

/** The largest power of two that fits as a batch; null where even one row is too much. */
export function fittingBatch(q: MemoryQuestion): number | null {
  const need = (batch: number): number => estimateMemory(q.traced, q.data, batch, q.threaded);
  const [one, all] = [need(1), need(q.batch)];
  if (one > q.most) return null;
  // Memory grows with the batch in a straight line, nearly.
  const guess = 1 + ((q.most - one) / Math.max(1, all - one)) * (q.batch - 1);
  let fits = 2 ** Math.floor(Math.log2(Math.max(1, Math.min(guess, q.batch - 1))));
  while (fits > 1 && need(fits) > q.most) fits /= 2;
  return fits;
}

/** The refusal of a run whose plan does not fit into memory, or null where it would: then something else took the memory. */
export function memoryAdvice(q: MemoryQuestion): Problem | null {
  const bytes = estimateMemory(q.traced, q.data, q.batch, q.threaded);
  if (bytes <= q.most) return null;
  const { layer, shape, bytes: most } = largestArray(q);
  const fits = fittingBatch(q);
  const blame = layer ? `layer ${layer.name}` : 'the model';
  const fixes: Fix[] =
    fits === null
      ? []
      : [
          {
            label: `Use batches of ${fits}`,
            action: 'set-fit',
            params: { argument: 'batch_size', value: fits },
          },
        ];
  const help = fits === null ? 'Smaller batches do not help; a smaller layer would.' : `Batches of ${fits} would fit.`;
  return problem(
    'does-not-fit',
    `Training with batches of ${q.batch} needs ${gigabytes(bytes)} of memory; the CPU's arithmetic can use ` +
      `${gigabytes(q.most)}. The largest array, ${gigabytes(most)} of shape (${shape.join(', ')}), is of ${blame}. ${help}`,
    {
      ...(layer ? { where: layer.id } : { where: 'fit.batch_size' }),
      expected: `at most ${gigabytes(q.most)}`,
      received: gigabytes(bytes),
      fixes,
    },
  );
}
