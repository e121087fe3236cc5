/** What is done in the graph: each act is one step undo takes back, and compile keeps beside the outputs. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json';
import type { Problem } from '../../src/base/problem';
import type { TensorRef } from '../../src/graph/model';
import { Sketch } from '../../src/graph/sketch';
import { loadGraphActions, type Studio } from '../../src/state';
import { analyseModel } from '../../src/state/analysis';
import {
  cutWire,
  join,
  nextWire,
  openNested,
  place,
  putOnWire,
  setPlaces,
  switchOutput,
  tryConnect,
} from '../../src/state/graph-actions';
import { withWays } from '../../src/state/wiring-fixes';
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

describe('the end of a model', () => {
  const outputs = () => studio.openModel().outputs.map((o) => classes()[nodes().findIndex((n) => n.id === o.node)]);
  const free = (className: string, feed?: string): string =>
    place(
      studio,
      { className, config: className === 'Dense' ? { units: 4 } : {} },
      { x: 0, y: 0, ...(feed !== undefined && { feed: { node: feed, index: 0 } }) },
      new Map(),
    ) ?? '';

  it('goes on with what is drawn from it', () => {
    const before = documentOf();
    const made = free('Softmax', id(3));
    expect(outputs()).toEqual(['Softmax']);
    expect(studio.view.getState().announcement.text).toBe('softmax added, reading dense_2.');
    // A branch from the middle is no end.
    free('ReLU', id(1));
    expect(outputs()).toEqual(['Softmax']);
    expect(nodes().some((n) => n.id === made)).toBe(true);
    studio.edit.undo();
    studio.edit.undo();
    expect(documentOf()).toBe(before);
  });

  it('goes to the end of a chain that is wired to it, unless that has several ends', () => {
    const head = free('Dense');
    free('Softmax', head);
    expect(outputs()).toEqual(['Dense']);
    expect(join(studio, { node: id(3), index: 0 }, head)).toBe(true);
    expect(outputs()).toEqual(['Softmax']);
    studio.edit.undo();
    free('ReLU', head);
    join(studio, { node: id(3), index: 0 }, head);
    expect(studio.openModel().outputs).toEqual([{ node: id(3), index: 0 }]);
  });

  it('stays where a second branch is drawn from it', () => {
    const first = free('Softmax', id(3));
    switchOutput(studio, { node: id(3), index: 0 });
    free('ReLU', id(3));
    expect(studio.openModel().outputs.map((o) => o.node)).toEqual([first, id(3)]);
  });
});

describe('a chosen call', () => {
  it('has its wires chosen one after another, to be taken away', () => {
    pick(1);
    nextWire(studio);
    expect(studio.view.getState().wire).toEqual({ kind: 'node', node: id(1), slot: 0 });
    nextWire(studio);
    expect(studio.view.getState().wire).toEqual({ kind: 'node', node: id(2), slot: 0 });
    expect(studio.view.getState().announcement.text).toContain('2 of 2');
    studio.run('graph.remove');
    expect(nodes()[2]?.inputs).toEqual([]);
    expect(nodes()).toHaveLength(4);
  });

  it('that stands alone is put on a wire in one step', () => {
    const made = place(studio, { className: 'Dropout', config: { rate: 0.5 } }, { x: 0, y: 0 }, new Map()) ?? '';
    const before = documentOf();
    expect(putOnWire(studio, made, { node: id(2), slot: 0 })).toBe(true);
    expect(classes()).toEqual(['InputLayer', 'Dense', 'Dropout', 'Dense', 'Dense']);
    expect(studio.analysis().problems).toEqual([]);
    studio.edit.undo();
    expect(documentOf()).toBe(before);
  });

  it('is told as removed only where it is: the last input stays', () => {
    studio.run('graph.pick-all');
    studio.run('graph.remove');
    expect(classes()).toEqual(['InputLayer']);
    expect(studio.view.getState().announcement.text).toBe('3 layers removed. A model keeps its last input.');
  });
});

describe('wiring that is not done', () => {
  const problem = (code: string) => studio.analysis().problems.find((p) => p.code === code);
  /** A problem with the ways on its card in the graph has. */
  const told = (p: Problem): Problem => {
    const call = nodes().find((n) => n.layer === p.where);
    if (!call) throw new Error(`no call of ${p.where}`);
    const shapesOf = (node: string) =>
      studio
        .analysis()
        .built.nodes.get(node)
        ?.outputs.map((t) => t.shape) ?? [];
    return withWays(p, studio.openModel(), call, shapesOf);
  };
  const fix = (code: string, label: RegExp): void => {
    const p = problem(code);
    const found = p && told(p).fixes?.find((f) => label.test(f.label));
    if (!found) throw new Error(`${JSON.stringify(p)} has no such fix`);
    studio.applyFix(found);
  };

  it('is done at one press where two loose ends fit together', () => {
    const before = classes();
    cutWire(studio, { kind: 'node', node: id(2), slot: 0 });
    fix('layer-unwired', /Connect dense to it/);
    expect(classes()).toEqual(before);
    expect(studio.analysis().problems).toEqual([]);
    cutWire(studio, { kind: 'node', node: id(2), slot: 0 });
    fix('layer-unused', /Connect it to dense_1/);
    expect(studio.analysis().problems).toEqual([]);
  });

  it('never offers a circle', () => {
    cutWire(studio, { kind: 'node', node: id(1), slot: 0 });
    const labels = studio
      .analysis()
      .problems.flatMap((p) => told(p).fixes ?? [])
      .map((f) => f.label);
    expect(labels).not.toContain('Connect dense_2 to it');
    expect(labels).toContain('Connect input_layer to it');
  });

  it('of a branch becomes an output, or goes', () => {
    const branch = { x: 0, y: 0, feed: { node: id(1), index: 0 } };
    place(studio, { className: 'Dense', config: { units: 2 } }, branch, new Map());
    fix('layer-unused', /output/);
    expect(studio.openModel().outputs).toHaveLength(2);
    expect(problem('layer-unused')).toBeUndefined();
    studio.edit.undo();
    fix('layer-unused', /Remove/);
    expect(nodes()).toHaveLength(4);
  });

  it('of shapes that do not meet gets the projection a residual block has', () => {
    const made = place(studio, { className: 'Add', config: {} }, { after: id(1) }, new Map()) ?? '';
    join(studio, { node: id(0), index: 0 }, made);
    fix('merge-shapes', /Insert Dense with/);
    expect(studio.analysis().problems).toEqual([]);
  });
});

describe('sums of shapes that do not meet', () => {
  const node = { id: 'sum', layer: 's', inputs: [0, 1].map((i) => ({ node: `n${i}`, index: 0 })) };
  const graph = { layers: {}, nodes: [], inputs: [], outputs: [] };
  const offered = (...shapes: number[][]) => {
    const problem = { code: 'merge-shapes', severity: 'error', message: '' } as const;
    return withWays(problem, graph, node, (id) => [shapes[Number(id.slice(1))] ?? []]).fixes?.[0]?.params;
  };

  it('get the projection of the right size, in front of the right input', () => {
    expect(offered([2, 8, 8, 16], [2, 8, 8, 3])).toMatchObject({
      slot: 1,
      className: 'Conv2D',
      config: { filters: 16, kernel_size: [1, 1] },
    });
    // The larger image is brought down.
    expect(offered([2, 7, 7, 3], [2, 4, 4, 8])).toMatchObject({
      slot: 0,
      config: { filters: 8, strides: [2, 2], padding: 'same' },
    });
    expect(offered([2, 6, 5], [2, 3, 5])).toMatchObject({ slot: 0, className: 'Conv1D', config: { strides: [2] } });
    expect(offered([2, 6, 5], [2, 6, 7])).toMatchObject({ slot: 1, className: 'Dense', config: { units: 5 } });
    expect(offered([2, 6, 5], [2, 4, 5])).toBeUndefined();
  });
});

describe('images of two branches that differ in size', () => {
  /** The ways on where a layer joins two tensors. */
  const offered = (className: string, join: (s: Sketch, x: TensorRef) => readonly [TensorRef, TensorRef]) => {
    const s = new Sketch();
    const made = s.call(className, {}, ...join(s, s.input([8, 8, 3])));
    const model = s.model(made);
    const { problems, built } = analyseModel(model);
    const call = model.nodes.find((n) => n.id === made.node);
    const [problem] = problems;
    if (!call || !problem) throw new Error('nothing is wrong');
    const told = withWays(problem, model, call, (id) => built.nodes.get(id)?.outputs.map((t) => t.shape) ?? []);
    return told.fixes?.map((f) => f.label) ?? [];
  };
  const conv = (s: Sketch, x: TensorRef, config: JsonObject = {}): TensorRef =>
    s.call('Conv2D', { filters: 3, kernel_size: 3, ...config }, x);

  it('keep it by the padding of the convolutions of one branch', () => {
    expect(offered('Add', (s, x) => [conv(s, conv(s, x)), x])).toContain('Keep the size in conv2d_1 and conv2d');
    const bridge = offered('Concatenate', (s, x) => {
      const first = conv(s, x);
      const low = conv(s, s.call('MaxPooling2D', { pool_size: 2 }, first));
      return [first, s.call('UpSampling2D', { size: 2 }, low)];
    });
    expect(bridge).toContain('Keep the size in conv2d_1');
  });

  it('or of those before as well, where that is needed', () => {
    const bridge = offered('Concatenate', (s, x) => {
      const first = conv(s, x);
      return [first, s.call('UpSampling2D', { size: 4 }, s.call('MaxPooling2D', { pool_size: 4 }, first))];
    });
    expect(bridge).toEqual(['Keep the size in conv2d']);
  });

  it('get a border where a little is lacking', () => {
    const odd = offered('Concatenate', (s, x) => [
      x,
      s.call(
        'Cropping2D',
        {
          cropping: [
            [1, 0],
            [0, 0],
          ],
        },
        x,
      ),
    ]);
    expect(odd).toContain('Insert ZeroPadding2D up to 8×8');
  });

  it('keep it in one step', () => {
    const before = documentOf();
    const layers = nodes()
      .slice(1, 3)
      .map((n) => n.layer);
    studio.applyFix({ label: '', action: 'keep-size', params: { layers } });
    expect(layers.map((l) => studio.openModel().layers[l]?.config.padding)).toEqual(['same', 'same']);
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

  it('may hold the end of the model: its activation still counts, and taking it apart changes nothing', () => {
    const problems = studio.problems();
    pick(2, 3);
    studio.run('graph.group');
    expect(studio.problems()).toEqual(problems);
    studio.run('graph.ungroup');
    expect(studio.problems()).toEqual(problems);
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
