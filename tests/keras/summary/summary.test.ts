/** The summary is what Keras prints, word by word and rule by rule; the oracle captured it from `model.summary()`. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json';
import { object, sequential } from '../../../src/graph/build';
import type { ModelGraph } from '../../../src/graph/model';
import { buildModel } from '../../../src/keras';
import { buildApplication } from '../../../src/keras/applications';
import { type SummaryOptions, summaryText } from '../../../src/keras/summary/summary';
import captured from '../../fixtures/summaries.json';

interface Fixture {
  readonly cases: readonly {
    readonly name: string;
    readonly model: string;
    readonly graph: ModelGraph;
    readonly texts: readonly {
      readonly name: string;
      readonly options: SummaryOptions;
      readonly text: readonly string[];
    }[];
  }[];
  readonly applications: readonly {
    readonly name: string;
    readonly model: string;
    readonly args: JsonObject;
    readonly options: SummaryOptions;
    readonly sha256: string;
  }[];
}
const fixture = captured as unknown as Fixture;

describe.each(fixture.cases)('the summary of a $name model', ({ graph, model, texts }) => {
  it.each(texts)('is that of Keras: $name', ({ options, text }) => {
    expect(summaryText(graph, buildModel(graph, 0), { ...options, name: model })).toBe(text.join('\n'));
  });
});

it.each(fixture.applications)(
  'the summary of $name is that of Keras',
  async ({ name, model, args, options, sha256 }) => {
    const built = await buildApplication(name, args);
    if (!built.ok) throw new Error(built.problem.message);
    const text = summaryText(built.value.graph, buildModel(built.value.graph, 0), { ...options, name: model });
    expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
  },
);

it('counts what an optimizer carries', () => {
  const graph = sequential([4], [object('Dense', { units: 2 })]);
  const text = summaryText(graph, buildModel(graph, 0), { optimizer: 22 });
  expect(text).toContain(' Total params: 32 (128.00 B)');
  expect(text).toContain(' Optimizer params: 22 (88.00 B)');
});

it('says what is known of a model that does not fit', () => {
  const graph = sequential([4], [object('Conv2D', { filters: 2, kernel_size: 3 }), object('Dense', { units: 1 })]);
  expect(summaryText(graph, buildModel(graph, 0))).toContain('│ conv2d (Conv2D)                 │ ?  ');
});
