/** A layer of another Python framework opens as a card that says why it does not run, and keeps what it was given. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json';
import { object } from '../../../src/graph/build';
import { readDocument } from '../../../src/graph/migrate';
import { Inspector } from '../../../src/ui/features/inspector/inspector';
import { StackDrag } from '../../../src/ui/features/stack/drag';
import { StackCanvas } from '../../../src/ui/features/stack/stack-canvas';
import { doing, drawInStudio, violations } from './render';

const CONFIG: JsonObject = { call_fn: { module: 'flax.linen', class_name: 'Dense' }, variables: [[1, 2.5]], seed: 3 };

describe.each(['JaxLayer', 'FlaxLayer', 'TorchModuleWrapper', 'TFSMLayer'])('%s', (className) => {
  async function opened() {
    const drawn = await drawInStudio(
      <StackDrag>
        <StackCanvas />
        <Inspector />
      </StackDrag>,
    );
    const { studio, host } = drawn;
    const { layers } = studio.document.getState().document.model;
    const flatten = Object.values(layers).find((l) => l.className === 'Flatten')?.id ?? '';
    await doing(() => studio.edit.replaceObject({ kind: 'layer', layer: flatten }, object(className, CONFIG)));
    await doing(() => studio.select(flatten));
    const layer = () => studio.document.getState().document.model.layers[flatten];
    const press = (label: string) =>
      doing(() => [...host.querySelectorAll('button')].find((b) => b.textContent === label)?.click());
    return { ...drawn, layer, press };
  }

  it('says why on its card, shows its arguments, and the document with it is written and read without loss', async () => {
    const { studio, host } = await opened();
    expect(host.textContent).toContain(`${className} cannot run here. It runs code of another Python framework`);
    expect(JSON.parse(host.querySelector('pre')?.textContent ?? '')).toEqual(CONFIG);
    const { document } = studio.document.getState();
    expect(readDocument(JSON.parse(JSON.stringify(document)))).toEqual({ ok: true, value: document });
    expect(await violations(host)).toEqual([]);
  });

  it('gives way to a layer that lets values pass, and comes back as it was', async () => {
    const { studio, layer, press } = await opened();
    await press('Let values pass');
    expect(layer()?.className).toBe('Identity');
    await doing(() => studio.run('edit.undo'));
    expect(layer()).toMatchObject({ className, config: CONFIG });
    await press('Remove it');
    expect(layer()).toBeUndefined();
  });
});
