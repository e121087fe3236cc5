/** Weights along the batch: Keras refuses them in models, where nobody knows how many rows there will be. */
import { type Problem, ProblemError, problem } from '../../base/problem';
import type { ModelGraph, NodeId } from '../../graph/model';
import type { ValueType } from '../../ops';
import type { ObjectValue } from './args';
import type { LayerPlan } from './layer-plan';
import { resolve } from './registry';

/** Whether a layer normalises along the batch. @param rank dimensions of its input, batch included */
export function isAlongBatch(layer: ObjectValue, rank: number): boolean {
  const { definition, config } = resolve('layer', layer);
  if (definition.family !== 'normalization' || !Object.hasOwn(definition.args, 'axis')) return false;
  return [(config as { axis?: unknown }).axis].flat().some((a) => a === 0 || a === -rank);
}

/** @throws ProblemError where the weights of a normalization, or of one within, would have a number for each row of a batch. */
export function refuseBatchAxis(layer: ObjectValue, rank: number): void {
  const { definition, config } = resolve('layer', layer);
  if (definition.name === 'TimeDistributed') refuseBatchAxis((config as { layer: ObjectValue }).layer, rank - 1);
  if (!isAlongBatch(layer, rank)) return;
  const { axis, scale, center } = config as { axis?: unknown; scale?: unknown; center?: unknown };
  const always = definition.name === 'BatchNormalization' || definition.name === 'RMSNormalization';
  if (definition.name === 'UnitNormalization' || (!always && scale === false && center === false)) return;
  throw new ProblemError(
    problem('batch-axis', `${definition.name} cannot have weights along the batch: its size changes.`, {
      where: 'axis',
      expected: 'other axes than the first',
      received: JSON.stringify(axis),
      fixes: [
        {
          label: 'Normalise the last axis',
          action: 'set-argument',
          params: { argument: 'axis', value: Array.isArray(axis) ? [-1] : -1 },
        },
      ],
    }),
  );
}

/**
 * Whether a call may have put the batch where features are, as a transpose does: an operation gives a later axis of the
 * batch's size, or there are operations in a model inside. Sizes may be equal by chance, so this asks for a second look.
 */
export function mayMoveBatch(layer: ObjectValue, outputs: readonly ValueType[], batch: number): boolean {
  if (typeof layer === 'string') return false;
  if (layer.className.startsWith('ops.')) return outputs.some((t) => t.shape.slice(1).includes(batch));
  return layer.config.model !== undefined && JSON.stringify(layer.config.model).includes('"ops.');
}

/** What is wrong with a layer whose weights are of other shapes when the model is built for a batch of another size. */
export function weightsAlongBatch(plan: LayerPlan, other: LayerPlan | undefined): Problem | null {
  const sizes = (p: LayerPlan): string[] => [
    ...[...p.variables.values()].flatMap((v) => (v.role === 'weight' ? [v.shape.join()] : [])),
    ...[...p.inner.values()].flatMap(sizes),
  ];
  if (!other || sizes(plan).join(';') === sizes(other).join(';')) return null;
  return problem(
    'batch-axis',
    `${plan.definition.name} cannot have weights along the batch, which an operation before it moved: its size changes.`,
    { expected: 'rows along the first axis', received: 'rows along another axis' },
  );
}

/** Nodes that cannot be called when some cannot: those that read them, directly or not. */
export function readersOf(graph: ModelGraph, broken: ReadonlySet<NodeId>): Set<NodeId> {
  const found = new Set<NodeId>();
  for (const node of graph.nodes)
    if (node.inputs.some((ref) => broken.has(ref.node) || found.has(ref.node))) found.add(node.id);
  return found;
}
