/** The summary is what Keras prints. The texts below are `model.summary()` of Keras 3.15 on a terminal of 80 columns. */
import { expect, it } from 'vitest';
import { object, sequential } from '../../../src/graph/build';
import { addLayer, setOutputs } from '../../../src/graph/edit';
import { analyseModel } from '../../../src/state';
import { summaryText } from '../../../src/ui/features/summary/summary-text';

it('prints a stack', () => {
  const model = sequential(
    [28, 28, 1],
    [
      object('Rescaling', { scale: 1 / 255 }),
      object('Conv2D', { filters: 16, kernel_size: 3 }),
      object('BatchNormalization'),
      object('Flatten'),
      object('Dense', { units: 10 }),
    ],
  );
  expect(summaryText(model, analyseModel(model))).toBe(
    `Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ rescaling (Rescaling)           │ (None, 28, 28, 1)      │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ conv2d (Conv2D)                 │ (None, 26, 26, 16)     │           160 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ batch_normalization             │ (None, 26, 26, 16)     │            64 │
│ (BatchNormalization)            │                        │               │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ flatten (Flatten)               │ (None, 10816)          │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 10)             │       108,170 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 108,394 (423.41 KB)
 Trainable params: 108,362 (423.29 KB)
 Non-trainable params: 32 (128.00 B)`,
  );
});

it('prints a graph with what each layer is connected to', () => {
  const start = sequential([4], [object('Dense', { units: 3 })]);
  const [input, first] = start.nodes;
  if (!input || !first) throw new Error('The model has two nodes.');
  const second = addLayer(start, object('Dense', { units: 3 }), [{ node: input.id, index: 0 }]);
  const sum = addLayer(second.graph, object('Add'), [
    { node: first.id, index: 0 },
    { node: second.node, index: 0 },
  ]);
  const model = setOutputs(sum.graph, [{ node: sum.node, index: 0 }]);
  expect(summaryText(model, analyseModel(model))).toBe(
    `Model: "functional"
┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩
│ input_layer         │ (None, 4)         │          0 │ -                 │
│ (InputLayer)        │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ dense (Dense)       │ (None, 3)         │         15 │ input_layer[0][0] │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ dense_1 (Dense)     │ (None, 3)         │         15 │ input_layer[0][0] │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ add (Add)           │ (None, 3)         │          0 │ dense[0][0],      │
│                     │                   │            │ dense_1[0][0]     │
└─────────────────────┴───────────────────┴────────────┴───────────────────┘
 Total params: 30 (120.00 B)
 Trainable params: 30 (120.00 B)
 Non-trainable params: 0 (0.00 B)`,
  );
});

it('prints what is known of a model that does not fit', () => {
  const model = sequential([4], [object('Conv2D', { filters: 2, kernel_size: 3 }), object('Dense', { units: 1 })]);
  expect(summaryText(model, analyseModel(model))).toContain('│ conv2d (Conv2D)                 │ ?  ');
});
