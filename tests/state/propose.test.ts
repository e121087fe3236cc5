/** Laws of proposals and one-click fixes: what is offered works, and leaves nothing further to offer. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { object, sequential } from '../../src/graph/build';
import type { ObjectSpec } from '../../src/graph/model';
import { canFix, type Problem, type Studio } from '../../src/state';
import { isStarter, starter } from '../../src/state/propose';
import { type Kind, kinds, studioOn } from './facts';
import { closeWorkers } from './support';

afterEach(closeWorkers);

const errors = (studio: Studio): readonly Problem[] => studio.problems().filter((p) => p.severity === 'error');

/** Bodies and ends a person may have left from other data. */
const bodies: readonly (readonly [readonly number[], readonly ObjectSpec[]])[] = [
  [[4], [object('Dense', { units: 8, activation: 'relu' })]],
  [
    [8, 8, 1],
    [object('Rescaling', { scale: 1 / 255 }), object('Conv2D', { filters: 4, kernel_size: 3 }), object('Flatten')],
  ],
  [
    [8, 8, 1],
    [object('Rescaling', { scale: 1 / 255 }), object('Conv2D', { filters: 4, kernel_size: 3 })],
  ],
  [[20, 1], [object('LSTM', { units: 6 })]],
  [[20, 1], []],
];
const ends: readonly (readonly ObjectSpec[])[] = [
  [object('Dense', { units: 10, activation: 'softmax' })],
  [object('Dense', { units: 1, activation: 'sigmoid' })],
  [object('Dense', { units: 1 })],
  [object('Dense', { units: 3 }), object('Softmax')],
  [object('Dense', { units: 7 }), object('Activation', { activation: 'relu' }), object('Dropout', { rate: 0.1 })],
  [],
];
const losses = [
  'SparseCategoricalCrossentropy',
  'CategoricalCrossentropy',
  'BinaryCrossentropy',
  'MeanSquaredError',
  'MeanAbsoluteError',
  'Huber',
  'Hinge',
];
const metrics = [
  'accuracy',
  'MeanAbsoluteError',
  'AUC',
  'Precision',
  'R2Score',
  'F1Score',
  'TopKCategoricalAccuracy',
  'SparseCategoricalAccuracy',
];

interface Left {
  readonly model: ReturnType<typeof sequential>;
  readonly loss: ObjectSpec;
  readonly metrics: readonly ObjectSpec[];
}

const left: fc.Arbitrary<Left> = fc
  .record({
    body: fc.constantFrom(...bodies),
    end: fc.constantFrom(...ends),
    loss: fc.constantFrom(...losses),
    logits: fc.boolean(),
    metrics: fc.subarray(metrics),
  })
  .map(({ body: [shape, layers], end, loss, logits, metrics: list }) => ({
    model: sequential(shape, [...layers, ...end]),
    loss: object(loss, logits && /Crossentropy/.test(loss) ? { from_logits: true } : {}),
    metrics: list.map((m) => object(m)),
  }));

function leave(studio: Studio, { model, loss, metrics: list }: Left): void {
  studio.edit.change('', (d) => ({ ...d, model, compile: { ...d.compile, losses: [loss], metrics: [list] } }));
}

describe.each(kinds.map((k) => [k.name, k] as const))('on %s', (_, kind: Kind) => {
  it('a starter has nothing wrong with it and is known as one', async () => {
    const studio = await studioOn(kind);
    studio.applyStarter();
    expect(studio.problems()).toEqual([]);
    const { facts } = studio.data.store.getState();
    if (!facts) throw new Error('no facts');
    expect(isStarter(studio.document.getState().document.model, facts)).toBe(true);
    expect(starter(facts).model.nodes.length).toBeGreaterThan(1);
  });

  it('a proposal makes any project fit, in one step, and then there is none', async () => {
    const studio = await studioOn(kind);
    fc.assert(
      fc.property(left, (project) => {
        leave(studio, project);
        const before = studio.document.getState().document;
        const proposal = studio.proposal();
        studio.applyProposal();
        expect(errors(studio)).toEqual([]);
        expect(studio.proposal()).toBeNull();
        if (!proposal) return;
        expect(proposal.changes.length).toBeGreaterThan(0);
        studio.edit.undo();
        expect(studio.document.getState().document).toBe(before);
      }),
      { numRuns: 40 },
    );
  });

  it('every fix of a problem takes that problem away, and undoes', async () => {
    const studio = await studioOn(kind);
    const named = (p: Problem): string => `${p.code} ${p.where} ${p.message}`;
    fc.assert(
      fc.property(left, (project) => {
        leave(studio, project);
        for (const problem of studio.problems()) {
          for (const fix of problem.fixes ?? []) {
            expect(canFix(fix), fix.action).toBe(true);
            const before = studio.document.getState().document;
            studio.applyFix(fix);
            const now = studio.problems().map(named);
            expect(now, `${named(problem)} after ${fix.label}`).not.toContain(named(problem));
            studio.edit.undo();
            expect(studio.document.getState().document).toBe(before);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
