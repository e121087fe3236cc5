/**
 * What a person does in the graph, each one undoable step: wiring, removing, copying, pasting, sharing, arranging. They
 * act on the calls that are chosen. Loaded with the graph's canvas or at the first command that needs it.
 */
import type { Problem } from '../base/problem';
import { ownPlaces, withPlaces } from '../graph/arrange';
import { inputDtype } from '../graph/build';
import type { ProjectDocument } from '../graph/document';
import { addInput, addLayer, connect, disconnect, insertLayer, type NewLayer, type Place } from '../graph/edit';
import {
  clipOf,
  duplicateNodes,
  outputsOnward,
  pasteClip,
  removeNodes,
  sameRef,
  shareLayer,
  toggleOutput,
  unshareLayer,
} from '../graph/edit-graph';
import { groupNodes, ungroupNode } from '../graph/group';
import type { Point } from '../graph/layered-layout';
import type { ModelGraph, NodeId, NodeSpec, TensorRef } from '../graph/model';
import { nestedGraph } from '../graph/nested';
import { type NestedPath, withModelAt } from '../graph/nested-path';
import { type Consumer, consumersOf, layerOf, nodeOf } from '../graph/topology';
import { find } from '../keras';
import { newErrors } from './analysis';
import { openPath } from './open-model';
import { alignOutputs } from './output-compile';
import { pickedNodes } from './picked';
import type { Studio } from './studio';

const documentOf = (s: Studio): ProjectDocument => s.document.getState().document;

/** The model on the canvas. */
export const modelOf = (s: Studio): ModelGraph => s.openModel();

const pathOf = (s: Studio): NestedPath => openPath(documentOf(s), s.view.getState());

/** The name under which places of cards of the model on the canvas are kept. */
export const scopeOf = (path: NestedPath): string => path.join('/');

/** Whether a class puts several tensors together. */
export const isMerging = (className: string): boolean => find('layer', className)?.family === 'merging';

/** How many inputs a class takes at most; null for any number. */
export function mostInputs(className: string): number | null {
  const count = find('layer', className)?.inputs.count;
  return count === undefined ? 1 : typeof count === 'number' ? count : count[1];
}

const className = (model: ModelGraph, node: NodeId): string => layerOf(model, nodeOf(model, node).layer).className;
const nameOf = (model: ModelGraph, node: NodeId): string => layerOf(model, nodeOf(model, node).layer).name;

/** Changes the model on the canvas as one step and chooses calls of it. */
function change(
  s: Studio,
  label: string,
  model: ModelGraph,
  picked: readonly NodeId[] | null = null,
  places?: ReadonlyMap<NodeId, Point> | null,
): boolean {
  const path = pathOf(s);
  const { selected } = s.view.getState();
  const last = picked?.at(-1);
  const select =
    picked === null
      ? selected !== null && Object.hasOwn(model.layers, selected)
        ? selected
        : null
      : last !== undefined
        ? nodeOf(model, last).layer
        : null;
  const done = s.edit.step(
    label,
    (d) => {
      const layout = places === undefined ? d.layout : withPlaces(d.layout, scopeOf(path), places);
      const root = withModelAt(d.model, path, model);
      if (d.model === root && layout === d.layout) return d;
      return { ...d, model: root, layout, ...alignOutputs(d, root) };
    },
    select,
  );
  if (done) s.pick(picked ?? pickedNodes(model, s.view.getState()).map((n) => n.id), select);
  return done;
}

// --- wires --------------------------------------------------------------------------------------------------------------

/** A wire to be: where a tensor would go, and what becomes of the model. */
export interface Joint {
  readonly slot: number;
  readonly model: ModelGraph | null;
  /** Why it cannot be, in words. */
  readonly refused: string | null;
  /** What would newly be wrong, though the wire can be drawn: the studio offers ways on. Found when it is asked. */
  readonly problems: readonly Problem[];
}

const refusal = (slot: number, refused: string): Joint => ({ slot, model: null, refused, problems: [] });

function possible(slot: number, before: ModelGraph, model: ModelGraph): Joint {
  let problems: readonly Problem[] | null = null;
  return {
    slot,
    model,
    refused: null,
    get problems() {
      problems ??= newErrors(before, model);
      return problems;
    },
  };
}

/** The input a wire dropped on a card means: one more where the layer takes more, else its first. */
function slotFor(model: ModelGraph, target: NodeSpec): number {
  const most = mostInputs(layerOf(model, target.layer).className);
  return most === null || target.inputs.length < most ? target.inputs.length : 0;
}

/** The end of a wire between calls. */
export interface WireEnd {
  readonly node: NodeId;
  readonly slot: number;
}

/** Another order of a call's inputs: two of them change places. */
function swapped(model: ModelGraph, { node, slot }: WireEnd, other: number): ModelGraph {
  const target = nodeOf(model, node);
  const inputs = [...target.inputs];
  const [a, b] = [inputs[slot], inputs[other]];
  if (!a || !b) return model;
  inputs[slot] = b;
  inputs[other] = a;
  return { ...model, nodes: model.nodes.map((n) => (n === target ? { ...n, inputs } : n)) };
}

/**
 * What a wire from a tensor to a call would do; nothing is changed.
 * @param taken the wire is there already and its end moves from here
 */
export function tryConnect(
  model: ModelGraph,
  ref: TensorRef,
  to: NodeId,
  slot?: number,
  taken: WireEnd | null = null,
): Joint {
  const target = nodeOf(model, to);
  const into = slot ?? slotFor(model, target);
  const no = (refused: string): Joint => refusal(into, refused);
  const yes = (next: ModelGraph): Joint => possible(into, model, next);
  if (ref.node === to) return no('A layer cannot feed itself.');
  if (model.inputs.includes(to)) return no('An input of the model reads nothing.');
  if (taken?.node === to) {
    const next = swapped(model, taken, into);
    return next === model || into === taken.slot ? no('The wire stays where it is.') : yes(next);
  }
  const old = target.inputs[into];
  if (old && sameRef(old, ref)) return no('That wire is there already.');
  const made = connect(taken ? disconnect(model, taken.node, taken.slot) : model, ref, to, into);
  return made.ok ? yes(outputsOnward(model, made.value, ref)) : no(made.problem.message);
}

/** Draws a wire, or moves the end of one; false with the reason said when it cannot be. */
export function join(s: Studio, ref: TensorRef, to: NodeId, slot?: number, taken: WireEnd | null = null): boolean {
  const model = modelOf(s);
  const joint = tryConnect(model, ref, to, slot, taken);
  if (!joint.model) {
    if (joint.refused !== null) s.announce(joint.refused);
    return false;
  }
  const words = `${nameOf(model, ref.node)} to ${nameOf(model, to)}`;
  if (!change(s, `Connect ${words}`, joint.model, [to])) return false;
  s.announce(`Connected ${words}.${joint.problems[0] ? ` ${joint.problems[0].message}` : ''}`);
  return true;
}

/** Takes a wire away. The only output of a model stays one. */
export function cutWire(s: Studio, wire: Consumer): boolean {
  const model = modelOf(s);
  if (wire.kind === 'output') {
    const ref = model.outputs[wire.index];
    if (!ref || model.outputs.length < 2) {
      s.announce('A model has at least one output.');
      return false;
    }
    return change(s, 'Remove output', toggleOutput(model, ref));
  }
  const source = nodeOf(model, wire.node).inputs[wire.slot];
  if (!source) return false;
  const words = `${nameOf(model, source.node)} from ${nameOf(model, wire.node)}`;
  const done = change(s, `Disconnect ${words}`, disconnect(model, wire.node, wire.slot));
  if (done) s.announce(`Disconnected ${words}.`);
  return done;
}

/** Chooses the next wire of the chosen call, those it reads before those that read it, round and round. */
export function nextWire(s: Studio): void {
  const model = modelOf(s);
  const node = chosen(s).at(-1);
  if (!node) return;
  const wires: WireEnd[] = [
    ...node.inputs.map((_, slot) => ({ node: node.id, slot })),
    ...consumersOf(model, node.id).flatMap((c) => (c.kind === 'node' ? [{ node: c.node, slot: c.slot }] : [])),
  ];
  const { wire } = s.view.getState();
  const at = wires.findIndex((w) => wire?.kind === 'node' && wire.node === w.node && wire.slot === w.slot);
  const next = wires[(at + 1) % wires.length];
  const source = next && nodeOf(model, next.node).inputs[next.slot];
  if (!next || !source) {
    s.announce(`${nameOf(model, node.id)} has no wires.`);
    return;
  }
  s.view.setState({ wire: { kind: 'node', ...next } });
  const ends = `${nameOf(model, source.node)} to ${nameOf(model, next.node)}`;
  s.announce(
    `Wire from ${ends}, ${((at + 1) % wires.length) + 1} of ${wires.length}. Delete takes it away, I inserts.`,
  );
}

/** Makes a call's first tensor an output of the model, or not one any more. */
export function switchOutput(s: Studio, ref: TensorRef): void {
  const model = modelOf(s);
  const next = toggleOutput(model, ref);
  const name = nameOf(model, ref.node);
  if (next === model) s.announce('A model has at least one output.');
  else if (change(s, next.outputs.length > model.outputs.length ? `Make ${name} an output` : 'Remove output', next)) {
    s.announce(next.outputs.length > model.outputs.length ? `${name} is an output.` : `${name} is no output any more.`);
  }
}

// --- calls --------------------------------------------------------------------------------------------------------------

/** A place on the canvas by itself; `feed` is what a layer put there reads. */
export interface FreePlace extends Point {
  readonly feed?: TensorRef;
}

/**
 * Puts a layer on a wire, after a call, or at a place on the canvas by itself.
 * @param standing where cards stand now: a card put among them keeps its place, and they keep theirs
 */
export function place(
  s: Studio,
  spec: NewLayer,
  at: Place | FreePlace,
  standing: ReadonlyMap<NodeId, Point>,
): NodeId | null {
  const model = modelOf(s);
  if ('x' in at) {
    const { feed } = at;
    const made = addLayer(model, spec, feed ? [feed] : []);
    const graph = feed ? outputsOnward(model, made.graph, feed) : made.graph;
    const places = new Map([...standing, [made.node, { x: at.x, y: at.y }] as const]);
    if (!change(s, `Add ${spec.className}`, graph, [made.node], places)) return null;
    s.announce(
      `${nameOf(graph, made.node)} added${feed ? `, reading ${nameOf(graph, feed.node)}` : ', not wired yet'}.`,
    );
    return made.node;
  }
  const made = insertLayer(model, spec, at);
  if (!change(s, `Insert ${spec.className}`, made.graph, [made.node])) return null;
  s.announce(`${spec.className} inserted.`);
  return made.node;
}

/** Whether a call stands alone: it can be let go on a wire. */
export const standsAlone = (model: ModelGraph, { id, inputs }: NodeSpec): boolean =>
  inputs.length === 0 && !model.inputs.includes(id) && consumersOf(model, id).length === 0;

/** The model with a call that stands alone put on a wire. */
export function tryOnWire(model: ModelGraph, id: NodeId, { node, slot }: WireEnd): Joint {
  const ref = nodeOf(model, node).inputs[slot];
  const first = ref && connect(model, ref, id, 0);
  const made = first?.ok ? connect(first.value, { node: id, index: 0 }, node, slot) : first;
  if (!made?.ok) return refusal(slot, made?.problem.message ?? 'That wire is gone.');
  return possible(slot, model, made.value);
}

/** Puts a call that stands alone on a wire. */
export function putOnWire(s: Studio, id: NodeId, wire: WireEnd): boolean {
  const model = modelOf(s);
  const joint = tryOnWire(model, id, wire);
  if (!joint.model || !change(s, `Insert ${className(model, id)}`, joint.model, [id])) return false;
  s.announce(`${nameOf(model, id)} inserted before ${nameOf(model, wire.node)}.`);
  return true;
}

/** One more input of the model, shaped like the first. */
export function newInput(s: Studio): NodeId | null {
  const model = modelOf(s);
  const [first] = model.inputs;
  const { config } = layerOf(model, nodeOf(model, first ?? '').layer);
  const shape = Array.isArray(config.shape) ? (config.shape as number[]) : [1];
  const made = addInput(model, shape, inputDtype(config));
  return change(s, 'Add input', made.graph, [made.node]) ? made.node : null;
}

/** The chosen calls. */
export const chosen = (s: Studio): NodeSpec[] => pickedNodes(modelOf(s), s.view.getState());

const words = (model: ModelGraph, nodes: readonly NodeSpec[]): string =>
  nodes.length === 1 ? className(model, (nodes[0] as NodeSpec).id) : `${nodes.length} layers`;

/** Removes the chosen wire, else the chosen calls. */
export function removeChosen(s: Studio): void {
  const { wire } = s.view.getState();
  if (wire) {
    cutWire(s, wire);
    return;
  }
  removeCalls(s, chosen(s));
}

function removeCalls(s: Studio, nodes: readonly NodeSpec[], verb = 'Remove'): void {
  const model = modelOf(s);
  if (nodes.length === 0) return;
  const { graph, alsoRemoved } = removeNodes(
    model,
    nodes.map((n) => n.id),
    isMerging,
  );
  if (graph.nodes.length === model.nodes.length) {
    s.announce('A model has at least one input.');
    return;
  }
  const gone = nodes.filter((n) => !graph.nodes.some((m) => m.id === n.id));
  const what = words(model, gone);
  // What fed the first of them is where a person goes on.
  const removed = new Set(model.nodes.filter((n) => !graph.nodes.some((m) => m.id === n.id)).map((n) => n.id));
  let next = nodes[0]?.inputs[0]?.node;
  while (next !== undefined && removed.has(next)) next = nodeOf(model, next).inputs[0]?.node;
  if (change(s, `${verb} ${what}`, graph, next !== undefined ? [next] : [])) {
    const also = alsoRemoved.map((id) => model.layers[id]?.name ?? '').join(', ');
    const stays = gone.length < nodes.length ? ' A model keeps its last input.' : '';
    s.announce(`${what} removed.${also ? ` ${also} had nothing left to merge and went too.` : ''}${stays}`);
  }
}

export function copyChosen(s: Studio): boolean {
  const clip = clipOf(
    modelOf(s),
    chosen(s).map((n) => n.id),
  );
  if (clip.nodes.length === 0) return false;
  s.view.setState({ clip });
  s.announce(`${clip.nodes.length === 1 ? clip.layers[0]?.className : `${clip.nodes.length} layers`} copied.`);
  return true;
}

export function cutChosen(s: Studio): void {
  const nodes = chosen(s);
  if (copyChosen(s)) removeCalls(s, nodes, 'Cut');
}

/** Pastes behind the last chosen call; with nothing chosen, beside the model with the wires that can be kept. */
export function paste(s: Studio): void {
  const { clip } = s.view.getState();
  const last = chosen(s).at(-1);
  if (!clip) return;
  const made = pasteClip(modelOf(s), clip, last && { node: last.id, index: 0 });
  const what = clip.nodes.length === 1 ? (clip.layers[0]?.className ?? 'layer') : `${clip.nodes.length} layers`;
  if (change(s, `Paste ${what}`, made.graph, made.nodes)) s.announce(`${what} pasted.`);
}

/** Copies the chosen calls beside themselves: the same inputs, weights of their own. */
export function duplicateChosen(s: Studio): void {
  const model = modelOf(s);
  const nodes = chosen(s).filter((n) => !model.inputs.includes(n.id));
  if (nodes.length === 0) return;
  const made = duplicateNodes(
    model,
    nodes.map((n) => n.id),
  );
  if (change(s, `Duplicate ${words(model, nodes)}`, made.graph, made.nodes)) s.announce('Duplicated.');
}

/** Calls the chosen layer once more: the same weights for other inputs. */
export function share(s: Studio): void {
  const [node] = chosen(s);
  const model = modelOf(s);
  if (!node || model.inputs.includes(node.id)) return;
  const made = shareLayer(model, node.id);
  if (change(s, `Call ${nameOf(model, node.id)} again`, made.graph, [made.node])) {
    s.announce(`${nameOf(model, node.id)} is called once more, with the same weights.`);
  }
}

/** Gives the chosen call weights of its own. */
export function unshare(s: Studio): void {
  const [node] = chosen(s);
  if (!node) return;
  const model = modelOf(s);
  const next = unshareLayer(model, node.id);
  if (next !== model) change(s, `Give ${nameOf(model, node.id)} weights of its own`, next, [node.id]);
}

/** Chooses every call. */
export function pickAll(s: Studio): void {
  const model = modelOf(s);
  const last = model.nodes.at(-1);
  s.pick(
    model.nodes.map((n) => n.id),
    last?.layer ?? null,
  );
  s.announce(`${model.nodes.length} chosen.`);
}

// --- nested models ------------------------------------------------------------------------------------------------------

/** Makes one nested model of the chosen calls. */
export function group(s: Studio): void {
  const model = modelOf(s);
  const { built } = s.openAnalysis();
  const made = groupNodes(
    model,
    chosen(s).map((n) => n.id),
    (ref) => {
      const type = built.nodes.get(ref.node)?.outputs[ref.index];
      return type ? { shape: type.shape.slice(1), dtype: type.dtype === 'int32' ? 'int32' : 'float32' } : null;
    },
  );
  if (!made.ok) {
    s.report(made.problem, 'graph:group');
    return;
  }
  if (change(s, 'Group', made.value.graph, [made.value.node])) s.announce('Grouped into one nested model.');
}

/** Puts the layers of the chosen nested model in its place. */
export function ungroup(s: Studio): void {
  const node = chosen(s).at(-1);
  const made = node && ungroupNode(modelOf(s), node.id);
  if (!made) return;
  if (!made.ok) s.report(made.problem, 'graph:group');
  else if (change(s, 'Ungroup', made.value.graph, made.value.nodes)) {
    s.announce(`${made.value.nodes.length} layers taken out.`);
  }
}

/** Shows the inside of a nested model. */
export function openNested(s: Studio, node: NodeId | undefined = chosen(s).at(-1)?.id): void {
  const layer = node === undefined ? undefined : layerOf(modelOf(s), nodeOf(modelOf(s), node).layer);
  if (!layer || !nestedGraph(layer)) return;
  s.pick([], null);
  s.view.setState((v) => ({ inside: [...v.inside, layer.id] }));
  s.announce(`Inside ${layer.name}.`);
}

/** Back out, to the model that is `depth` levels in; one level when left out. */
export function leaveNested(s: Studio, depth = s.view.getState().inside.length - 1): void {
  const { inside } = s.view.getState();
  const left = inside[depth];
  if (left === undefined) return;
  s.view.setState({ inside: inside.slice(0, depth) });
  const node = modelOf(s).nodes.find((n) => n.layer === left);
  if (node) s.pick([node.id], left);
}

// --- places -------------------------------------------------------------------------------------------------------------

/** Keeps where cards were put. */
export function setPlaces(s: Studio, places: ReadonlyMap<NodeId, Point>, coalesce?: string): void {
  const present = new Set(modelOf(s).nodes.map((n) => n.id));
  const kept = new Map([...places].filter(([id]) => present.has(id)));
  const scope = scopeOf(pathOf(s));
  s.edit.change('Arrange', (d) => ({ ...d, layout: withPlaces(d.layout, scope, kept) }), coalesce);
}

/** Back to the automatic layout. */
export function tidy(s: Studio): void {
  const scope = scopeOf(pathOf(s));
  if (ownPlaces(documentOf(s).layout, scope) === null) s.announce('The graph is laid out already.');
  else if (s.edit.change('Tidy up', (d) => ({ ...d, layout: withPlaces(d.layout, scope, null) }))) {
    s.announce('Laid out anew.');
    s.wish('show');
  }
}
