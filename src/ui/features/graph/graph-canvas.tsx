/** The graph: calls of layers as cards, wires between them; the same document as the stack, by pointer and by keyboard. */
import { useDndMonitor, useDroppable } from '@dnd-kit/core';
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Place } from '../../../graph/edit';
import type { Point } from '../../../graph/layered-layout';
import type { NodeId, TensorRef } from '../../../graph/model';
import { loadGraphActions, pickedNodes } from '../../../state';
import {
  cutWire,
  type FreePlace,
  join,
  modelOf,
  mostInputs,
  openNested,
  place,
  scopeOf,
  setPlaces,
} from '../../../state/graph-actions';
import { ContextMenu } from '../../components/menu';
import { startingSpec } from '../../starting-config';
import { useDocument, useOpenModel, useStudio, useView } from '../../studio';
import { findLayers } from '../palette/layer-picker';
import { type DropGround, GROUND, heldOf, pointerOver } from '../stack/drag';
import { Breadcrumb } from './breadcrumb';
import { calledAs, matching, targetsOf } from './connections';
import { type DropSpot, dropAt } from './drop';
import styles from './graph.module.css';
import { Hint } from './hint';
import { Minimap } from './minimap';
import { cardElement, NodeCard } from './node-card';
import { useNodeMenu } from './node-menu';
import { PickAt } from './pick-at';
import {
  inPoint,
  nearestWire,
  neighbour,
  outPoint,
  placesOf,
  type Scene,
  type SceneNode,
  type SceneWire,
} from './scene';
import { inSight, useSight } from './sight';
import { Toolbar } from './toolbar';
import { type Gesture, useGestures } from './use-gestures';
import { useScene } from './use-scene';
import { useViewport, zoomSteps } from './viewport';
import { HeldWire, Marquee, Wires } from './wires';

/** What the open list is for. */
type Asking =
  | { readonly kind: 'insert'; readonly at: Point; readonly into: Place | FreePlace; readonly title: string }
  | { readonly kind: 'connect'; readonly at: Point; readonly from: TensorRef };

const ARROWS = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' } as const;
const NUDGE = 16;
/** Cards are shown no smaller than this unless a person wishes to see all. */
const READABLE = 0.85;

const below = (rect: DOMRect | undefined): Point =>
  rect ? { x: rect.left + rect.width / 2, y: rect.bottom } : { x: window.innerWidth / 2, y: window.innerHeight / 3 };

/** Where a held wire snaps to on a card that takes it. */
const endOf = (card: SceneNode | undefined, slot: number, pointer: Point): Point =>
  card ? (slot < card.inPorts.length ? inPoint(card, slot) : { x: pointer.x, y: card.y }) : pointer;

function nameAt(scene: Scene, ref: TensorRef): string {
  const card = scene.byId.get(ref.node);
  return card ? calledAs(card) : '';
}

export default function GraphCanvas() {
  const studio = useStudio();
  const { view } = studio;
  const root = useRef<HTMLElement>(null);
  const world = useRef<HTMLDivElement>(null);
  const viewport = useViewport(root, { x: 0, y: 0, k: 1 });
  const model = useOpenModel();
  const project = useDocument((d) => d.id);
  const inside = useView((v) => v.inside);
  const shown = `${project}/${scopeOf(inside)}`;
  const picked = useView((v) => v.picked);
  const selected = useView((v) => v.selected);
  const wire = useView((v) => v.wire);
  const wish = useView((v) => v.graphWish);
  const [held, setHeld] = useState<ReadonlyMap<NodeId, Point> | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [menu, setMenu] = useState<{ readonly node: NodeId; readonly x: number; readonly y: number } | null>(null);
  const [hovered, setHovered] = useState<SceneWire | null>(null);
  const [spot, setSpot] = useState<DropSpot | null>(null);

  // The commands work at once from the first key on.
  useEffect(() => void loadGraphActions(), []);

  const scene = useScene(held);
  const sight = useSight(viewport);
  const chosen = useMemo(() => pickedNodes(model, { picked, selected }), [model, picked, selected]);
  const chosenIds = useMemo(() => new Set(chosen.map((n) => n.id)), [chosen]);
  const chosenLayers = useMemo(() => new Set(chosen.map((n) => n.layer)), [chosen]);

  const askConnect = useCallback((node: NodeId, index = 0): void => {
    const rect = cardElement(root.current, node)?.getBoundingClientRect();
    setAsking({ kind: 'connect', at: below(rect), from: { node, index } });
  }, []);

  const { gesture, handlers, cancel, dragged } = useGestures(root, studio, viewport, scene, chosenIds, {
    onJoin: (g) => void (g.target !== null && g.joint && join(studio, g.from, g.target, g.joint.slot, g.taken)),
    onLoose: (g, at) => {
      if (g.taken) cutWire(studio, { kind: 'node', ...g.taken });
      else {
        setAsking({
          kind: 'insert',
          at,
          into: { ...viewport.toScene(at), feed: g.from },
          title: 'Add a layer that reads this',
        });
      }
    },
  });
  useLayoutEffect(
    () => setHeld(gesture?.kind === 'move' && gesture.places.size > 0 ? gesture.places : null),
    [gesture],
  );

  // --- the window onto the canvas ---------------------------------------------------------------------------------------

  useLayoutEffect(() => {
    let still: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      const { x, y, k } = viewport.get();
      const drawn = world.current;
      if (drawn) {
        // One picture is moved while it moves, and drawn sharp again when it rests.
        drawn.style.willChange = 'transform';
        drawn.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
        clearTimeout(still);
        still = setTimeout(() => {
          drawn.style.willChange = 'auto';
        }, 160);
      }
      const ground = root.current;
      if (ground) {
        ground.style.backgroundPosition = `${x}px ${y}px`;
        // Dots that would run together are drawn farther apart.
        const step = 22 * k * (k < 0.3 ? 4 : k < 0.6 ? 2 : 1);
        ground.style.backgroundSize = `${step}px ${step}px`;
      }
    };
    draw();
    const stop = viewport.subscribe(draw);
    return () => {
      clearTimeout(still);
      stop();
    };
  }, [viewport]);

  // Each project is shown whole when it is opened; afterwards the window is the person's.
  const fitted = useRef<string | null>(null);
  const before = useRef(scene);
  useLayoutEffect(() => {
    if (fitted.current === shown) return;
    fitted.current = shown;
    before.current = scene;
    viewport.fit(scene.bounds, READABLE);
  }, [shown, viewport, scene]);

  // When the layout moves everything, what is looked at stays where it is on the screen.
  useLayoutEffect(() => {
    const old = before.current;
    before.current = scene;
    if (old === scene) return;
    const anchor = scene.nodes.find((n) => old.byId.has(n.node.id));
    const was = anchor && old.byId.get(anchor.node.id);
    const { k } = viewport.get();
    if (anchor && was && held === null) viewport.pan((was.x - anchor.x) * k, (was.y - anchor.y) * k);
  }, [scene, viewport, held]);

  // What was just chosen by an edit or a key is brought into sight.
  const newest = chosen.length === 1 ? (chosen[0]?.id ?? null) : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice moves the window
  useEffect(() => {
    const card = newest === null ? undefined : scene.byId.get(newest);
    if (!card || gesture !== null) return;
    // Problems are told below the card.
    viewport.reveal(card.problems.length > 0 ? { ...card, height: card.height + 120 } : card);
  }, [newest]);

  const focusCard = useCallback((id: NodeId | null): void => {
    requestAnimationFrame(() =>
      (id === null ? root.current : cardElement(root.current, id))?.focus({ preventScroll: true }),
    );
  }, []);

  const wishCount = useRef(wish.count);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each wish is granted once
  useEffect(() => {
    if (wishCount.current === wish.count) return;
    wishCount.current = wish.count;
    const last = chosen.at(-1);
    if (wish.wish === 'fit') viewport.fit(scene.bounds);
    else if (wish.wish === 'show') viewport.fit(scene.bounds, READABLE);
    else if (wish.wish === 'zoom-in') viewport.zoom(zoomSteps.in);
    else if (wish.wish === 'zoom-out') viewport.zoom(zoomSteps.out);
    else if (wish.wish === 'zoom-one') viewport.zoom(1 / viewport.get().k);
    else if (wish.wish === 'connect') {
      if (last) askConnect(last.id);
      else studio.announce('Choose the layer to connect from first.');
    } else if (wish.wish === 'insert') {
      const after = last ?? model.nodes.at(-1);
      if (after) {
        const rect = cardElement(root.current, after.id)?.getBoundingClientRect();
        const title = `Insert after ${model.layers[after.layer]?.name ?? ''}`;
        setAsking({ kind: 'insert', at: below(rect), into: { after: after.id }, title });
      }
    }
  }, [wish.count]);

  // --- dropping from the palette ------------------------------------------------------------------------------------------

  const drop = useRef<DropGround>({ take: () => undefined });
  drop.current = {
    take(className, at) {
      setSpot(null);
      const found = dropAt(studio, scene, viewport.toScene(at), className);
      const made = place(studio, startingSpec('layer', className), found.into, placesOf(scene));
      if (made !== null) focusCard(made);
    },
  };
  const ground = useMemo<DropGround>(() => ({ take: (className, at) => drop.current.take(className, at) }), []);
  const { setNodeRef } = useDroppable({ id: GROUND, data: ground as unknown as Record<string, unknown> });
  useDndMonitor({
    onDragMove({ active, collisions }) {
      const what = heldOf(active);
      const at = pointerOver(collisions);
      setSpot(at && what?.kind === 'new' ? dropAt(studio, scene, viewport.toScene(at), what.className) : null);
    },
    onDragEnd: () => setSpot(null),
    onDragCancel: () => setSpot(null),
  });

  // --- pressing and keys --------------------------------------------------------------------------------------------------

  const choose = (id: NodeId, adding: boolean): void => {
    const layer = model.nodes.find((n) => n.id === id)?.layer ?? null;
    if (!adding) studio.pick([id], layer);
    else if (chosenIds.has(id)) {
      const rest = chosen.map((n) => n.id).filter((n) => n !== id);
      studio.pick(rest, model.nodes.find((n) => n.id === rest.at(-1))?.layer ?? null);
    } else studio.pick([...chosen.map((n) => n.id), id], layer);
  };

  const click = (event: MouseEvent): void => {
    const target = event.target as Element;
    if (dragged() || target.closest('[popover], [data-still]')) return;
    const id = target.closest<HTMLElement>('[data-node]')?.dataset.node;
    if (id !== undefined) {
      choose(id, event.shiftKey || event.ctrlKey || event.metaKey);
      return;
    }
    const key = target.closest<SVGElement>('[data-wire]')?.dataset.wire;
    const pressed = scene.wires.find((w) => w.key === key);
    if (pressed) view.setState({ wire: { kind: 'node', node: pressed.to, slot: pressed.slot } });
    else if (target === root.current || target === world.current) studio.pick([], null);
    root.current?.focus({ preventScroll: true });
  };

  const key = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (target.closest('[popover], [data-still]')) return;
    const onCard = target.matches('[data-main]') ? target.closest<HTMLElement>('[data-node]')?.dataset.node : undefined;
    const way = ARROWS[event.key as keyof typeof ARROWS];
    if (event.key === 'Escape' && gesture) cancel();
    else if (way && event.altKey) {
      if (chosenIds.size === 0) return;
      const dx = way === 'left' ? -NUDGE : way === 'right' ? NUDGE : 0;
      const dy = way === 'up' ? -NUDGE : way === 'down' ? NUDGE : 0;
      setPlaces(
        studio,
        placesOf(scene, (n) => (chosenIds.has(n) ? { x: dx, y: dy } : null)),
        'arrange',
      );
    } else if (way && !event.ctrlKey && !event.metaKey) {
      const here = onCard ?? chosen.at(-1)?.id;
      const next = here === undefined ? scene.nodes[0]?.node.id : neighbour(scene, here, way);
      if (next === undefined || next === null) return;
      choose(next, event.shiftKey);
      cardElement(root.current, next)?.focus({ preventScroll: true });
    } else if (event.key === 'Home' || event.key === 'End') {
      const next = (event.key === 'Home' ? scene.nodes[0] : scene.nodes.at(-1))?.node.id;
      if (next === undefined) return;
      choose(next, event.shiftKey);
      cardElement(root.current, next)?.focus({ preventScroll: true });
    } else if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
      const node = onCard ?? chosen.at(-1)?.id;
      if (node === undefined) return;
      const rect = cardElement(root.current, node)?.getBoundingClientRect();
      setMenu({ node, ...below(rect) });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // A removed card takes the focus with it: it goes to what is chosen now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the model
  useLayoutEffect(() => {
    const lost = document.activeElement === document.body || document.activeElement === root.current;
    const last = chosen.at(-1);
    if (lost && lastFocus.current) {
      (last ? cardElement(root.current, last.id) : root.current)?.focus({ preventScroll: true });
    }
  }, [model, chosen]);
  const lastFocus = useRef(false);

  const menuNode = menu ? (scene.byId.get(menu.node) ?? null) : null;
  const menuItems = useNodeMenu(menuNode, scene);

  const pick = (name: string): void => {
    if (!asking) return;
    if (asking.kind === 'connect') {
      const target = targetsOf(scene, model, asking.from).find((t) => t.name === name);
      if (target) join(studio, asking.from, target.node);
      return;
    }
    const spec = startingSpec('layer', name);
    const made = place(studio, spec, asking.into, placesOf(scene));
    if (made !== null) focusCard(made);
  };

  const over = (g: Gesture | null): { readonly node: NodeId; readonly fits: boolean } | null =>
    g?.kind === 'wire' && g.target !== null
      ? { node: g.target, fits: g.joint !== null && g.joint.model !== null && g.joint.problems.length === 0 }
      : null;
  const offered = over(gesture);
  const source = gesture?.kind === 'wire' ? scene.byId.get(gesture.from.node) : undefined;
  const entry = chosen.at(-1)?.id ?? scene.nodes[0]?.node.id;
  const chosenWire = wire?.kind === 'node' ? `${wire.node}:${wire.slot}` : null;
  const shownWire = gesture || spot ? null : (scene.wires.find((w) => w.key === hovered?.key) ?? null);
  const feedsOf = useMemo(() => {
    const feeds = new Map<NodeId, string[]>();
    for (const n of scene.nodes) {
      for (const ref of n.node.inputs) feeds.set(ref.node, [...(feeds.get(ref.node) ?? []), calledAs(n)]);
    }
    return feeds;
  }, [scene]);

  return (
    <section
      ref={(element) => {
        root.current = element;
        setNodeRef(element);
      }}
      data-graph
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys work on the canvas as a whole
      tabIndex={0}
      role="application"
      aria-label="Graph of the model"
      aria-describedby="graph-keys"
      className={styles.graph}
      data-busy={gesture?.kind}
      onKeyDown={key}
      onClick={click}
      onContextMenu={(event) => {
        const id = (event.target as Element).closest<HTMLElement>('[data-node]')?.dataset.node;
        if (id === undefined) return;
        event.preventDefault();
        if (!chosenIds.has(id)) choose(id, false);
        setMenu({ node: id, x: event.clientX, y: event.clientY });
      }}
      onDoubleClick={(event) => {
        const card = (event.target as Element).closest<HTMLElement>('[data-node]')?.dataset.node;
        if (card !== undefined) {
          openNested(studio, card);
          return;
        }
        if (event.target !== root.current && event.target !== world.current) return;
        const at = { x: event.clientX, y: event.clientY };
        setAsking({ kind: 'insert', at, into: viewport.toScene(at), title: 'Add a layer' });
      }}
      onFocus={() => {
        lastFocus.current = true;
      }}
      onBlur={(event) => {
        if (event.relatedTarget !== null) lastFocus.current = root.current?.contains(event.relatedTarget) ?? false;
      }}
      {...handlers}
      onPointerMove={(event) => {
        handlers.onPointerMove(event);
        if (event.buttons === 0 && event.pointerType === 'mouse' && !asking) {
          const near = (event.target as Element).closest('[data-node], [data-still]')
            ? null
            : nearestWire(scene, viewport.toScene({ x: event.clientX, y: event.clientY }), 14 / viewport.get().k);
          const onPlus = (event.target as Element).closest('[data-plus]');
          if (!onPlus && near?.key !== hovered?.key) setHovered(near);
        }
      }}
    >
      <p id="graph-keys" className="visually-hidden">
        Arrow keys go from card to card, with Shift they choose more, with Alt they move the card. C connects the chosen
        layer, I inserts after it, Delete removes it, O makes it an output. The menu key opens everything else.
      </p>
      <div ref={world} className={styles.world}>
        <Wires
          scene={scene}
          sight={sight}
          chosen={chosenWire}
          marked={spot?.wire ?? shownWire?.key ?? null}
          picked={chosenIds}
        />
        {scene.nodes.map((n) => {
          const id = n.node.id;
          const most = mostInputs(n.layer.className);
          return (
            <NodeCard
              key={id}
              scene={n}
              reads={n.node.inputs
                .flatMap((ref) => scene.byId.get(ref.node) ?? [])
                .map(calledAs)
                .join(' and ')}
              feeds={(feedsOf.get(id) ?? []).join(' and ')}
              selected={chosenIds.has(id)}
              alone={chosenIds.size === 1 && chosenIds.has(id) && gesture === null && spot === null}
              focusable={id === entry}
              drawn={!inSight(sight, n) && id !== entry ? 'far' : sight.small && id !== entry ? 'small' : 'full'}
              offer={
                offered?.node === id
                  ? offered.fits
                    ? 'good'
                    : 'bad'
                  : spot?.card === id
                    ? spot.problem
                      ? 'bad'
                      : 'good'
                    : null
              }
              sibling={n.calls > 1 && chosenLayers.has(n.layer.id) && !chosenIds.has(id)}
              open={!n.isInput && (most === null || n.node.inputs.length < most)}
            />
          );
        })}
        {shownWire && (
          <button
            type="button"
            data-plus
            tabIndex={-1}
            aria-label="Insert a layer on this wire"
            className={styles.plus}
            style={{ left: shownWire.middle.x, top: shownWire.middle.y }}
            onClick={(event) => {
              event.stopPropagation();
              const at = { x: event.clientX, y: event.clientY };
              const into = { before: shownWire.to, slot: shownWire.slot };
              setAsking({ kind: 'insert', at, into, title: 'Insert a layer here' });
            }}
          >
            +
          </button>
        )}
        {gesture?.kind === 'wire' && source && (
          <HeldWire
            from={outPoint(source, gesture.from.index)}
            to={offered?.fits ? endOf(scene.byId.get(offered.node), gesture.joint?.slot ?? 0, gesture.to) : gesture.to}
            tone={offered ? (offered.fits ? 'good' : 'bad') : 'plain'}
          />
        )}
        {gesture?.kind === 'marquee' && <Marquee box={gesture.box} />}
      </div>
      <Breadcrumb />
      <Hint gesture={gesture} spot={spot} scene={scene} viewport={viewport} />
      <Toolbar viewport={viewport} />
      <Minimap scene={scene} viewport={viewport} />
      {asking && (
        <PickAt
          title={asking.kind === 'connect' ? `Connect ${nameAt(scene, asking.from)} to` : asking.title}
          label={asking.kind === 'connect' ? 'Search cards' : 'Search layers'}
          at={asking.at}
          find={(query) =>
            asking.kind === 'connect'
              ? matching(targetsOf(scene, modelOf(studio), asking.from), query)
              : findLayers(query, 'graph')
          }
          onPick={pick}
          onClose={() => setAsking(null)}
        />
      )}
      <ContextMenu label="Card" items={menuItems} at={menu} onClose={() => setMenu(null)} />
    </section>
  );
}
