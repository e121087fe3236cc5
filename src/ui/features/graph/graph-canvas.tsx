/** The graph: calls of layers as cards, wires between them; the same document as the stack, by pointer and by keyboard. */
import { useDndMonitor, useDroppable } from '@dnd-kit/core';
import { type MouseEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Point } from '../../../graph/layered-layout';
import type { NodeId } from '../../../graph/model';
import { loadGraphActions, pickedNodes } from '../../../state';
import { cutWire, join, mostInputs, openNested, place, scopeOf } from '../../../state/graph-actions';
import { ContextMenu } from '../../components/menu';
import { startingSpec } from '../../starting-config';
import { useDocument, useOpenModel, useStudio, useView } from '../../studio';
import { type DropGround, GROUND, heldOf, pointerOver } from '../stack/drag';
import { AskAt, type Asking } from './ask-at';
import { Breadcrumb } from './breadcrumb';
import { type MenuOn, useCanvasMenu } from './canvas-menu';
import { calledAs } from './connections';
import { type DropSpot, dropAt, freeAt } from './drop';
import { Empty } from './empty';
import styles from './graph.module.css';
import { Hint } from './hint';
import { Minimap } from './minimap';
import { cardElement, NodeCard } from './node-card';
import { cardsIn, inPoint, movedScene, nearestWire, outPoint, placesOf, type SceneNode, type SceneWire } from './scene';
import { inSight, useSight } from './sight';
import { Toolbar } from './toolbar';
import { type Gesture, useGestures } from './use-gestures';
import { useKeys } from './use-keys';
import { useScene } from './use-scene';
import { useSharedClip } from './use-shared-clip';
import { below, useWishes } from './use-wishes';
import { READABLE, useViewport } from './viewport';
import { Guides, HeldWire, Marquee, Wires } from './wires';

/** Where a held wire snaps to on a card that takes it. */
const endOf = (card: SceneNode | undefined, slot: number, pointer: Point): Point =>
  card ? (slot < card.inPorts.length ? inPoint(card, slot) : { x: pointer.x, y: card.y }) : pointer;

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
  const [asking, setAsking] = useState<Asking | null>(null);
  const [menu, setMenu] = useState<{ readonly on: MenuOn; readonly x: number; readonly y: number } | null>(null);
  const [hovered, setHovered] = useState<SceneWire | null>(null);
  const [spot, setSpot] = useState<DropSpot | null>(null);

  // The commands work at once from the first key on.
  useEffect(() => void loadGraphActions(), []);
  useSharedClip();

  const resting = useScene();
  const sight = useSight(viewport);
  const chosen = useMemo(() => pickedNodes(model, { picked, selected }), [model, picked, selected]);
  const chosenIds = useMemo(() => new Set(chosen.map((n) => n.id)), [chosen]);
  const chosenLayers = useMemo(() => new Set(chosen.map((n) => n.layer)), [chosen]);

  const { gesture, handlers, cancel, dragged } = useGestures(root, studio, viewport, resting, chosenIds, {
    onJoin: (g) => void (g.target !== null && g.joint && join(studio, g.from, g.target, g.joint.slot, g.taken)),
    onLoose: (g, at) => {
      if (g.taken) cutWire(studio, { kind: 'node', ...g.taken });
      else {
        const into = { ...freeAt(resting, viewport.toScene(at), resting.byId.get(g.from.node)), feed: g.from };
        // A list that opens while the pointer is let go would be closed again by that same event.
        setTimeout(() => setAsking({ kind: 'insert', at, into, title: 'Add a layer that reads this' }));
      }
    },
  });
  const held = gesture?.kind === 'move' && gesture.places.size > 0 ? gesture.places : null;
  const scene = useMemo(() => (held ? movedScene(resting, held) : resting), [resting, held]);

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
        const step = 22 * k * 2 ** Math.max(0, Math.ceil(Math.log2(0.6 / k)));
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
  const wasHeld = useRef(false);
  useLayoutEffect(() => {
    if (fitted.current === shown) return;
    fitted.current = shown;
    before.current = scene;
    viewport.fit(scene.bounds, READABLE, scene.nodes[0]);
  }, [shown, viewport, scene]);

  // When the layout moves everything, what is looked at stays where it is on the screen.
  useLayoutEffect(() => {
    const old = before.current;
    before.current = scene;
    const moving = held !== null || wasHeld.current;
    wasHeld.current = held !== null;
    // What a hand moves, or puts back, moves alone.
    if (old === scene || moving) return;
    const anchor = scene.nodes.find((n) => old.byId.has(n.node.id));
    const was = anchor && old.byId.get(anchor.node.id);
    const { k } = viewport.get();
    if (anchor && was) viewport.pan((was.x - anchor.x) * k, (was.y - anchor.y) * k);
    // A window that an edit has left empty says nothing: the graph is shown again.
    const { width, height } = viewport.size();
    const corner = viewport.get();
    const window = { x: -corner.x / k, y: -corner.y / k, width: width / k, height: height / k };
    if (width > 0 && cardsIn(scene, window).length === 0) viewport.fit(scene.bounds, READABLE, scene.nodes[0]);
  }, [scene, viewport, held]);

  // What was just chosen by an edit or a key is brought into sight.
  const newest = chosen.length === 1 ? (chosen[0]?.id ?? null) : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice moves the window
  useEffect(() => {
    const card = newest === null ? undefined : scene.byId.get(newest);
    if (!card || gesture !== null) return;
    // Problems are told below the card.
    const { x, y, width, height } = card;
    viewport.reveal(card.problems.length > 0 ? { x, y, width: Math.max(width, 284), height: height + 120 } : card);
  }, [newest]);

  const focusCard = useCallback(
    (id: NodeId | null): void => {
      requestAnimationFrame(() => {
        // Whoever is quick has opened the next list by now, or chosen another card in it.
        if (document.activeElement?.closest('[popover]')) return;
        if (id !== null && !view.getState().picked.includes(id)) return;
        (id === null ? root.current : cardElement(root.current, id))?.focus({ preventScroll: true });
      });
    },
    [view],
  );

  const theWire =
    wire?.kind === 'node' ? (scene.wires.find((w) => w.key === `${wire.node}:${wire.slot}`) ?? null) : null;
  const chosenCards = chosen.flatMap((n) => scene.byId.get(n.id) ?? []);
  useWishes({ root, viewport, scene, chosen: chosenCards, wire: theWire, ask: setAsking });

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
    const others = chosen.map((n) => n.id).filter((n) => n !== id);
    if (!adding) pickNodes([id]);
    else pickNodes(chosenIds.has(id) ? others : [...others, id]);
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

  const pickNodes = (ids: readonly NodeId[]): void =>
    studio.pick(ids, model.nodes.find((n) => n.id === ids.at(-1))?.layer ?? null);
  const openMenu = (on: MenuOn, at: Point): void => setMenu({ on, ...at });
  const key = useKeys({
    root,
    scene,
    chosen: chosen.map((n) => n.id),
    busy: gesture !== null,
    cancel,
    pick: pickNodes,
    menu(node) {
      const card = node === null ? undefined : scene.byId.get(node);
      if (card && !chosenIds.has(card.node.id)) choose(card.node.id, false);
      const at = below((node === null ? undefined : cardElement(root.current, node))?.getBoundingClientRect());
      if (theWire) openMenu({ kind: 'wire', wire: theWire }, at);
      else openMenu(card ? { kind: 'card', card } : { kind: 'ground', at }, at);
    },
  });

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
  // Keys mean what is chosen: when an edit chooses another card, the focus goes along.
  useLayoutEffect(() => {
    const at = document.activeElement;
    const on = at?.matches('[data-main]') ? at.closest<HTMLElement>('[data-node]')?.dataset.node : undefined;
    if (on !== undefined && newest !== null && on !== newest && root.current?.contains(at)) {
      cardElement(root.current, newest)?.focus({ preventScroll: true });
    }
  }, [newest]);

  const askLayer = (at: Point): void =>
    setAsking({ kind: 'insert', at, into: freeAt(scene, viewport.toScene(at)), title: 'Add a layer' });
  const menuOf = useCanvasMenu(scene, askLayer);

  const over = (g: Gesture | null): { readonly node: NodeId; readonly fits: boolean } | null =>
    g?.kind === 'wire' && g.target !== null
      ? { node: g.target, fits: g.joint !== null && g.joint.model !== null && g.joint.problems.length === 0 }
      : null;
  const offered = over(gesture);
  const source = gesture?.kind === 'wire' ? scene.byId.get(gesture.from.node) : undefined;
  const entry = chosen.at(-1)?.id ?? scene.nodes[0]?.node.id;
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
        const target = event.target as Element;
        if (target.closest('[popover], [data-still]')) return;
        event.preventDefault();
        const at = { x: event.clientX, y: event.clientY };
        const card = scene.byId.get(target.closest<HTMLElement>('[data-node]')?.dataset.node ?? '');
        const pressed = nearestWire(scene, viewport.toScene(at), 10 / viewport.get().k);
        if (card) {
          if (!chosenIds.has(card.node.id)) choose(card.node.id, false);
          openMenu({ kind: 'card', card }, at);
        } else if (pressed) {
          view.setState({ wire: { kind: 'node', node: pressed.to, slot: pressed.slot } });
          openMenu({ kind: 'wire', wire: pressed }, at);
        } else openMenu({ kind: 'ground', at }, at);
      }}
      onDoubleClick={(event) => {
        const card = (event.target as Element).closest<HTMLElement>('[data-node]')?.dataset.node;
        if (card !== undefined) openNested(studio, card);
        else if (event.target === root.current || event.target === world.current) {
          askLayer({ x: event.clientX, y: event.clientY });
        }
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
        layer, Shift+C chooses what it reads, I inserts after it, Delete removes it, O makes it an output, W chooses its
        wires, F finds a card. The menu key opens everything else.
      </p>
      <div ref={world} className={styles.world}>
        <Wires
          scene={scene}
          sight={sight}
          chosen={theWire?.key ?? null}
          marked={spot?.wire ?? (gesture?.kind === 'move' ? gesture.onto?.wire.key : null) ?? shownWire?.key ?? null}
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
              drawn={!inSight(sight, n) && id !== entry ? 'far' : sight.detail}
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
        {gesture?.kind === 'move' && <Guides guides={gesture.guides} />}
        {gesture?.kind === 'marquee' && <Marquee box={gesture.box} />}
      </div>
      <Breadcrumb />
      <Hint gesture={gesture} spot={spot} scene={scene} viewport={viewport} />
      <Toolbar viewport={viewport} />
      <Minimap scene={scene} viewport={viewport} />
      {scene.nodes.length === model.inputs.length && <Empty />}
      {asking && (
        <AskAt
          asking={asking}
          scene={scene}
          onCard={focusCard}
          onFound={(id) => {
            pickNodes([id]);
            focusCard(id);
          }}
          onClose={() => setAsking((now) => (now === asking ? null : now))}
        />
      )}
      <ContextMenu
        label={menu?.on.kind === 'wire' ? 'Wire' : menu?.on.kind === 'ground' ? 'Canvas' : 'Card'}
        items={menu ? menuOf(menu.on) : []}
        at={menu}
        onClose={() => setMenu(null)}
      />
    </section>
  );
}
