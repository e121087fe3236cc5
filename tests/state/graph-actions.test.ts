/** What is done in the graph: each act is one step undo takes back, and compile keeps beside the outputs. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadGraphActions, type Studio } from '../../src/state';
import { join, openNested, place, setPlaces, switchOutput, tryConnect } from '../../src/state/graph-actions';
import { kinds, studioOn } from './facts';
import { closeWorkers } from './support';

let studio: Studio;

beforeEach(async () => {
  await loadGraphActions();
  studio = await studioOn(kinds[1] as (typeof kinds)[number]);
  studio.applyStarter();
  studio.view.setState({ canvas: 'graph' });
});
afterEach(closeWorkers);

const documentOf = () => studio.document.getState().document;
const nodes = () => studio.openModel().nodes;
const classes = () => nodes().map((n) => studio.openModel().layers[n.layer]?.className);
const pick = (...at: readonly number[]): void => {
  const chosen = at.map((i) => nodes()[i]).filter((n) => n !== undefined);
  studio.pick(
    chosen.map((n) => n.id),
    chosen.at(-1)?.layer ?? null,
  );
};
const id = (at: number): string => nodes()[at]?.id ?? '';

describe('commands of the graph', () => {
  it.each(['remove', 'duplicate', 'cut', 'share', 'output', 'group', 'input'])('graph.%s is undone', (name) => {
    pick(1, 2);
    const before = documentOf();
    studio.run(`graph.${name}`);
    expect(documentOf()).not.toBe(before);
    studio.edit.undo();
    expect(documentOf()).toBe(before);
  });

  it('copy and paste behind what is chosen', () => {
    const before = classes();
    pick(1);
    studio.run('graph.copy');
    studio.run('graph.paste');
    expect(classes()).toHaveLength(before.length + 1);
    expect(studio.analysis().stack).not.toBeNull();
  });

  it('are blocked outside of the graph, with the reason', () => {
    studio.view.setState({ canvas: 'stack' });
    pick(1);
    expect(studio.command('graph.duplicate').blocked).toBe('Show the graph first.');
  });
});

describe('wires', () => {
  it('are refused where they would make a circle, and nothing changes', () => {
    const before = documentOf();
    expect(join(studio, { node: id(3), index: 0 }, id(1))).toBe(false);
    expect(documentOf()).toBe(before);
    expect(tryConnect(studio.openModel(), { node: id(3), index: 0 }, id(1)).refused).toMatch(/circle/);
  });

  it('move with their end, in one step', () => {
    const made = place(studio, { className: 'Add', config: {} }, { after: id(2) }, new Map());
    const add = nodes().find((n) => n.id === made);
    expect(join(studio, { node: id(1), index: 0 }, add?.id ?? '')).toBe(true);
    const before = documentOf();
    expect(join(studio, { node: id(1), index: 0 }, add?.id ?? '', 0, { node: add?.id ?? '', slot: 1 })).toBe(true);
    expect(nodes().find((n) => n.id === made)?.inputs[0]?.node).toBe(id(1));
    studio.edit.undo();
    expect(documentOf()).toBe(before);
  });
});

describe('outputs', () => {
  it('bring a loss and metrics of their own, and take them along', () => {
    const before = documentOf();
    switchOutput(studio, { node: id(2), index: 0 });
    expect(documentOf().compile.losses).toHaveLength(2);
    expect(documentOf().compile.metrics).toHaveLength(2);
    studio.edit.setLoss({ className: 'MeanSquaredError', config: {} }, 1);
    studio.edit.setFit({ y: ['target', 'input'] });
    switchOutput(studio, { node: id(2), index: 0 });
    expect(documentOf().compile.losses).toEqual(before.compile.losses);
    expect(documentOf().fit.y).toEqual(['target']);
  });
});

describe('nested models', () => {
  it('are edited inside, and the fingerprint of a run follows', () => {
    pick(1, 2);
    studio.run('graph.group');
    const fingerprint = studio.fingerprint();
    openNested(studio);
    expect(classes()).toEqual(['InputLayer', 'Dense', 'Dense']);
    const layer = nodes()[1]?.layer ?? '';
    studio.edit.setArgument({ kind: 'layer', layer }, 'units', 5);
    expect(studio.openModel().layers[layer]?.config.units).toBe(5);
    expect(studio.fingerprint()).not.toBe(fingerprint);
    studio.run('graph.leave');
    expect(studio.view.getState().inside).toEqual([]);
    studio.run('graph.ungroup');
    expect(classes()).toEqual(['InputLayer', 'Dense', 'Dense', 'Dense']);
  });
});

describe('places', () => {
  it('make no run stale, and are tidied up', () => {
    const fingerprint = studio.fingerprint();
    setPlaces(studio, new Map([[id(1), { x: 5, y: 6 }]]));
    expect(studio.fingerprint()).toBe(fingerprint);
    expect(documentOf().layout).not.toEqual({});
    studio.run('graph.tidy');
    expect(documentOf().layout).toEqual({ graph: {} });
  });
});
