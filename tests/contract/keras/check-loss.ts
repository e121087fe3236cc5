/** Compares a loss with Keras: the loss of each sample, the reduced loss with weights and mask, and its gradient. */
import type { Backend } from '../../../src/backends/backend';
import type { ExampleCase, LossDefinition } from '../../../src/keras';
import { resolve } from '../../../src/keras';
import { computeLoss, squeezeOrExpandToSameRank } from '../../../src/keras/core/loss-reduction';
import * as ops from '../../../src/ops';
import { close, sameShapes } from './compare';
import type { FixtureTensor, LossCase } from './fixtures';
import { type RunResult, Session } from './session';
import type { Tolerances } from './tolerances';

export async function checkLossCase(
  definition: LossDefinition,
  example: ExampleCase,
  fixture: LossCase,
  backend: Backend,
  { forward, gradient }: Tolerances,
): Promise<string[]> {
  const session = new Session();
  const [yTrue, yPred, weight] = fixture.inputs.map((x) => session.feed(x));
  if (!yTrue || !yPred) return ['the case has no targets and predictions'];
  const mask = fixture.mask ? session.feed(fixture.mask as FixtureTensor) : null;
  const value = { className: definition.name, config: example.config };
  const [samples, reduced, dy] = (await session.run(backend, () => {
    const { config } = resolve('loss', value);
    const loss = computeLoss(value, yTrue, yPred, weight ?? null, mask);
    const [g] = ops.differentiate(session.trace, [loss], [ops.ones(loss.shape)], [yPred]);
    const [t, p] = squeezeOrExpandToSameRank(ops.convert(yTrue, 'float32'), yPred);
    return [definition.call(t, p, config), loss, g ?? ops.zeros(yPred.shape)];
  })) as [RunResult, RunResult, RunResult];
  const wrong = [
    sameShapes('losses per sample', samples.shape, fixture.samples.shape),
    close('losses per sample', samples.values, fixture.samples.data, forward),
    sameShapes('reduced loss', reduced.shape, fixture.reduced.shape),
    close('reduced loss', reduced.values, fixture.reduced.data, forward),
    close('gradient of the predictions', dy.values, fixture.gradient, gradient),
  ];
  return wrong.filter((line) => line !== null);
}
