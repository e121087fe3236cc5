/** The forms that follow from the catalogue: every argument of every object has a control with a name and an explanation. */
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Json, JsonObject } from '../../../src/base/json';
import { allOf, checkConfig, get, type Kind } from '../../../src/keras';
import { ArgumentList } from '../../../src/ui/features/inspector/argument-list';
import { startingSpec } from '../../../src/ui/starting-config';
import { doing, drawInStudio, violations } from './render';

const KINDS: readonly Kind[] = [
  'layer',
  'optimizer',
  'loss',
  'metric',
  'callback',
  'initializer',
  'regularizer',
  'constraint',
  'schedule',
];
const objects = KINDS.flatMap((kind) => allOf(kind).flatMap((d) => (d.unlisted ? [] : [{ kind, name: d.name }])));

async function form(kind: Kind, name: string, config: JsonObject) {
  const changes: [string, Json][] = [];
  const resets: string[] = [];
  const { host } = await drawInStudio(
    <ArgumentList
      args={get(kind, name).args}
      config={config}
      onChange={(argument, value) => changes.push([argument, value])}
      onReset={(argument) => resets.push(argument)}
    />,
  );
  for (const fold of host.querySelectorAll('details')) fold.open = true;
  return { host, changes, resets };
}

const row = (host: HTMLElement, name: string): HTMLElement =>
  host.querySelector(`[data-argument="${name}"]`) as HTMLElement;

describe('the form of an object', () => {
  it.each(objects)('has a control for every argument of $kind $name, and axe finds nothing', async ({ kind, name }) => {
    const spec = startingSpec(kind, name);
    const { host } = await form(kind, name, spec.config);
    for (const argument of Object.keys(get(kind, name).args)) {
      const control = row(host, argument).querySelector('input, select, [role="switch"]');
      expect(control, argument).not.toBeNull();
      const help = document.getElementById(control?.getAttribute('aria-describedby') ?? '');
      expect(help?.textContent, argument).toMatch(/\w/);
    }
    expect(await violations(host)).toEqual([]);
  });

  it.each(objects)('starts $kind $name with arguments Keras accepts', ({ kind, name }) => {
    const { config } = startingSpec(kind, name);
    expect(checkConfig(get(kind, name).args, config).filter((p) => p.severity === 'error')).toEqual([]);
  });
});

describe('an argument', () => {
  it('is set by typing, one number per axis becoming one number where they agree', async () => {
    const { host, changes } = await form('layer', 'Conv2D', { filters: 16, kernel_size: [3, 5] });
    const [, width] = row(host, 'kernel_size').querySelectorAll('input');
    await doing(() => userEvent.fill(width as HTMLInputElement, '3'));
    expect(changes.at(-1)).toEqual(['kernel_size', 3]);
    await doing(() => userEvent.fill(width as HTMLInputElement, '7'));
    expect(changes.at(-1)).toEqual(['kernel_size', [3, 7]]);
  });

  it('that differs from its default says so and goes back at one press', async () => {
    const { host, resets } = await form('layer', 'Conv2D', { filters: 16, kernel_size: 3, padding: 'same' });
    expect(row(host, 'strides').querySelector('[aria-label^="Reset"]')).toBeNull();
    await doing(() =>
      userEvent.click(row(host, 'padding').querySelector('[aria-label="Reset padding to valid"]') as HTMLElement),
    );
    expect(resets).toEqual(['padding']);
  });

  it('that is none of its kind is told where it stands, with a way on', async () => {
    const { host, changes } = await form('layer', 'Dropout', { rate: 2 });
    expect(row(host, 'rate').querySelector('[data-problem]')?.textContent).toMatch(/rate takes a number/);
    const conv = await form('layer', 'Conv2D', { filters: 16, kernel_size: 3, padding: 'wrong' });
    await doing(() => userEvent.click(row(conv.host, 'padding').querySelector('[data-problem] button') as HTMLElement));
    expect(conv.changes).toEqual([['padding', 'valid']]);
    expect(changes).toEqual([]);
  });

  it('that holds an object is written as a name while the object has its defaults, with arguments otherwise', async () => {
    const { host, changes } = await form('layer', 'Dense', { units: 4 });
    const choice = row(host, 'kernel_regularizer').querySelector('select') as HTMLSelectElement;
    await doing(() => userEvent.selectOptions(choice, 'L2'));
    expect(changes.at(-1)).toEqual(['kernel_regularizer', 'l2']);
    const nested = await form('layer', 'Dense', {
      units: 4,
      kernel_regularizer: { className: 'L2', config: { l2: 0.5 } },
    });
    const inner = row(nested.host, 'kernel_regularizer').querySelector(
      '[data-argument="l2"] input',
    ) as HTMLInputElement;
    expect(inner.value).toBe('0.5');
    await doing(() => userEvent.fill(inner, '0.25'));
    expect(nested.changes.at(-1)).toEqual(['kernel_regularizer', { className: 'L2', config: { l2: 0.25 } }]);
  });

  it('tells the rule while something else is typed, and forgets it when the field is left', async () => {
    const { host, changes } = await form('layer', 'Dense', { units: 4 });
    const units = row(host, 'units').querySelector('input') as HTMLInputElement;
    await doing(() => userEvent.fill(units, '0'));
    expect(row(host, 'units').querySelector('[data-problem]')?.textContent).toMatch(/whole number at least 1, not 0/);
    await doing(() => units.blur());
    expect(row(host, 'units').querySelector('[data-problem]')).toBeNull();
    expect(changes).toEqual([]);
  });

  it.each<[string, string, string, Json]>([
    ['Rescaling', 'scale', '1/255, 1, 2', [1 / 255, 1, 2]],
    ['Rescaling', 'scale', '0.5', 0.5],
    ['RandomErasing', 'scale', '(0.1, 0.2)', [0.1, 0.2]],
    ['RandomContrast', 'value_range', '0, 1', [0, 1]],
    ['StringLookup', 'vocabulary', 'cat, "a dog"', ['cat', 'a dog']],
    ['STFTSpectrogram', 'window', 'blackman', 'blackman'],
    ['Lambda', 'arguments', "{'gain': 2}", { gain: 2 }],
    ['LayerNormalization', 'axis', '1, 2', [1, 2]],
    ['Reshape', 'target_shape', '7 x 4', [7, 4]],
    ['Reshape', 'target_shape', '28', [28]],
  ])('of %s, %s, is written as in Python: %s', async (layer, argument, text, value) => {
    const { host, changes } = await form('layer', layer, startingSpec('layer', layer).config);
    const field = row(host, argument).querySelector('input') as HTMLInputElement;
    await doing(() => userEvent.fill(field, text));
    await doing(() => field.blur());
    expect(changes).toEqual([[argument, value]]);
    expect(row(host, argument).querySelector('[data-problem]')).toBeNull();
  });

  it('that cannot be read stays as it was written, with the rule below it', async () => {
    const { host, changes } = await form('layer', 'RandomContrast', { factor: 0.2 });
    const field = row(host, 'value_range').querySelector('input') as HTMLInputElement;
    await doing(() => userEvent.fill(field, '0, (1'));
    await doing(() => field.blur());
    expect(field.value).toBe('0, (1');
    expect(row(host, 'value_range').querySelector('[data-problem]')?.textContent).toMatch(/value_range takes a list/);
    expect(changes).toEqual([]);
  });

  it('of margins has a number for each side, written as short as Keras takes it', async () => {
    const { host, changes } = await form('layer', 'ZeroPadding2D', {
      padding: [
        [1, 1],
        [1, 2],
      ],
    });
    const right = row(host, 'padding').querySelectorAll('input')[3] as HTMLInputElement;
    expect(right.value).toBe('2');
    await doing(() => userEvent.fill(right, '1'));
    expect(changes.at(-1)).toEqual(['padding', 1]);
  });

  it('of layers holds several, each with its arguments, in an order that can be changed', async () => {
    const cells = [
      { className: 'LSTMCell', config: { units: 8 } },
      { className: 'GRUCell', config: { units: 4 } },
    ];
    const { host, changes } = await form('layer', 'StackedRNNCells', { cells });
    const place = row(host, 'cells');
    expect(place.querySelectorAll('option').length).toBeGreaterThan(0);
    await doing(() => userEvent.click(place.querySelector('[aria-label="Move layer 2 up"]') as HTMLElement));
    expect(changes.at(-1)).toEqual(['cells', [cells[1], cells[0]]]);
    await doing(() => userEvent.click(place.querySelector('[aria-label="Remove layer 1"]') as HTMLElement));
    expect(changes.at(-1)).toEqual(['cells', [cells[1]]]);
  });

  it('that is a learning rate can become a schedule that starts from it', async () => {
    const { host, changes } = await form('optimizer', 'Adam', { learning_rate: 0.02 });
    await doing(() =>
      userEvent.click(row(host, 'learning_rate').querySelector('[aria-label="Use a schedule"]') as HTMLElement),
    );
    const item = [...host.querySelectorAll<HTMLElement>('[role="menuitem"]')].find((i) =>
      i.textContent?.includes('ExponentialDecay'),
    );
    await doing(() => userEvent.click(item as HTMLElement));
    expect(changes.at(-1)).toMatchObject([
      'learning_rate',
      { className: 'ExponentialDecay', config: { initial_learning_rate: 0.02 } },
    ]);
  });
});
