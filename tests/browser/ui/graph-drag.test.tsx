/** Dragging a card draws once per move, and nothing but that card and its wires; Escape puts it back. */
import { DndContext } from '@dnd-kit/core';
import { Profiler } from 'react';
import { expect, it } from 'vitest';
import { Sketch } from '../../../src/graph/sketch';
import { loadGraphActions, type Studio } from '../../../src/state';
import GraphCanvas from '../../../src/ui/features/graph/graph-canvas';
import { doing, drawInStudio, idleStudio } from './render';

let renders = 0;

/** A canvas over residual blocks, forty cards in all. */
async function canvas(): Promise<{ studio: Studio; host: HTMLElement; card(name: string): HTMLElement }> {
  await loadGraphActions();
  const studio = idleStudio();
  const s = new Sketch();
  let x = s.input([8]);
  for (let i = 0; i < 13; i++) {
    const inner = s.call('Dense', { units: 8, activation: 'relu' }, x);
    x = s.call('Add', {}, s.call('Dense', { units: 8 }, inner), x);
  }
  studio.edit.setModel(s.model(x), 'Residual network');
  studio.view.setState({ canvas: 'graph' });
  const { host } = await drawInStudio(
    <div style={{ width: 900, height: 700, display: 'grid' }}>
      <DndContext>
        <Profiler
          id="graph"
          onRender={() => {
            renders++;
          }}
        >
          <GraphCanvas />
        </Profiler>
      </DndContext>
    </div>,
    studio,
  );
  const card = (name: string): HTMLElement => {
    const spoken = [...host.querySelectorAll<HTMLElement>('[data-spoken]')];
    const found = spoken.find((words) => words.textContent?.includes(` ${name};`))?.closest<HTMLElement>('[data-node]');
    if (!found) throw new Error(`no card ${name}`);
    return found;
  };
  return { studio, host, card };
}

const point = (target: Element, kind: string, x: number, y: number): Promise<void> =>
  doing(() => {
    const how = { bubbles: true, pointerId: 1, pointerType: 'mouse', isPrimary: true, buttons: 1, altKey: true };
    target.dispatchEvent(new PointerEvent(kind, { ...how, clientX: x, clientY: y }));
  });

it('a held card is drawn once per move, and besides it only its wires are', async () => {
  const { studio, host, card } = await canvas();
  const held = card('dense_1');
  const { x, y } = held.getBoundingClientRect();
  const from = { x: x + 50, y: y + 12 };
  const root = host.querySelector<HTMLElement>('[data-graph]') as HTMLElement;
  // Synthetic pointers cannot be captured.
  root.setPointerCapture = () => undefined;
  await point(held, 'pointerdown', from.x, from.y);
  await point(root, 'pointermove', from.x + 30, from.y + 10);

  const touched = new Set<string>();
  const watch = (records: readonly MutationRecord[]): void => {
    for (const { target } of records) {
      const element = target instanceof Element ? target : target.parentElement;
      const node = element?.closest<HTMLElement>('[data-node]')?.dataset.node;
      const wire = element?.closest<SVGElement>('[data-wire]')?.dataset.wire;
      if (node !== undefined) touched.add(node);
      if (wire !== undefined) touched.add(wire);
    }
  };
  const observer = new MutationObserver(watch);
  observer.observe(host, { subtree: true, attributes: true, childList: true, characterData: true });
  renders = 0;
  for (let step = 1; step <= 5; step++) await point(root, 'pointermove', from.x + 30 + 8 * step, from.y + 10);
  watch(observer.takeRecords());
  observer.disconnect();
  expect(renders).toBe(5);

  const node = held.dataset.node ?? '';
  const reader = studio.openModel().nodes.find((n) => n.inputs.some((ref) => ref.node === node));
  expect([...touched].sort()).toEqual([node, `${node}:0`, `${reader?.id}:0`].sort());

  const before = studio.document.getState().document;
  await doing(() => root.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })));
  expect(held.getBoundingClientRect()).toMatchObject({ x, y });
  expect(studio.document.getState().document).toBe(before);
});

it('the first card of a graph is put back by Escape without the window moving along', async () => {
  const { host, card } = await canvas();
  const [held, other] = [card('input_layer'), card('dense')];
  const at = [held, other].map((element) => element.getBoundingClientRect().y);
  const root = host.querySelector<HTMLElement>('[data-graph]') as HTMLElement;
  root.setPointerCapture = () => undefined;
  const { x, y } = held.getBoundingClientRect();
  await point(held, 'pointerdown', x + 50, y + 12);
  await point(root, 'pointermove', x + 90, y + 60);
  await doing(() => root.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })));
  expect([held, other].map((element) => element.getBoundingClientRect().y)).toEqual(at);
});
