/**
 * Dragging on the canvas: from the palette or from the stack into a gap between two cards, or anywhere onto a ground that
 * says itself what a drop means (the graph). While something is
 * held, the model it would make is analysed, so that a gap can say beforehand why a layer does not fit there.
 */
import {
  type Active,
  type Announcements,
  type Collision,
  type CollisionDetection,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  KeyboardCode,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  MeasuringStrategy,
  type Modifier,
  MouseSensor,
  TouchSensor,
  useDndContext,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { type ReactNode, useMemo } from 'react';
import type { Problem } from '../../../base/problem';
import type { LayerId } from '../../../graph/model';
import { toSequential } from '../../../graph/topology';
import { find } from '../../../keras';
import { stackedSpec } from '../../starting-config';
import { useStudio } from '../../studio';
import { familyColor } from '../../theme/families';
import styles from './drag.module.css';

/** What is held: a class of the palette, or a layer of the stack with its position. */
export type Held =
  | { readonly kind: 'new'; readonly className: string }
  | { readonly kind: 'move'; readonly className: string; readonly layer: LayerId; readonly from: number };

/** Where things may be dropped at any point: it is told the class and the point of the window. */
export interface DropGround {
  take(className: string, at: { readonly x: number; readonly y: number }): void;
}

export const GROUND = 'ground';

/** Where the pointer is over a ground, in window pixels; null elsewhere. */
export function pointerOver(
  collisions: readonly Collision[] | null,
): { readonly x: number; readonly y: number } | null {
  const found = collisions?.find((c) => c.id === GROUND);
  return (found?.data as { readonly at?: { readonly x: number; readonly y: number } } | undefined)?.at ?? null;
}

export const gapId = (position: number): string => `gap:${position}`;

/** The position a gap stands for, or null when `id` is none. */
export function gapPosition(id: unknown): number | null {
  const match = /^gap:(\d+)$/.exec(String(id));
  return match ? Number(match[1]) : null;
}

export function heldOf(active: Active | null): Held | null {
  return (active?.data.current as Held | undefined) ?? null;
}

/** Where a layer taken from `from` ends up when it is dropped into gap `gap`. */
const targetOf = (held: Held, gap: number): number => (held.kind === 'move' && gap > held.from ? gap - 1 : gap);

/** Whether dropping there would change anything. */
export function isMove(held: Held, gap: number): boolean {
  return held.kind === 'new' || targetOf(held, gap) !== held.from;
}

/** Only gaps and grounds count, and only while the pointer is over the canvas; the nearest by height wins. */
const nearestGap: CollisionDetection = ({ collisionRect, droppableRects, droppableContainers, pointerCoordinates }) => {
  const ground = droppableContainers.find((c) => c.id === GROUND);
  const area = droppableRects.get(GROUND);
  if (ground && area) {
    const at = pointerCoordinates;
    const inside = at && at.x >= area.left && at.x <= area.right && at.y >= area.top && at.y <= area.bottom;
    return inside ? [{ id: GROUND, data: { droppableContainer: ground, value: 0, at } }] : [];
  }
  const canvas = droppableRects.get('canvas');
  const x = pointerCoordinates?.x;
  if (canvas && x !== undefined && (x < canvas.left || x > canvas.right)) return [];
  const y = pointerCoordinates?.y ?? collisionRect.top + collisionRect.height / 2;
  if (canvas && pointerCoordinates && (y < canvas.top || y > canvas.bottom)) return [];
  return droppableContainers
    .flatMap((droppableContainer) => {
      const rect = droppableRects.get(droppableContainer.id);
      if (!rect || gapPosition(droppableContainer.id) === null) return [];
      const value = Math.abs(rect.top + rect.height / 2 - y);
      return [{ id: droppableContainer.id, data: { droppableContainer, value } }];
    })
    .sort((a, b) => a.data.value - b.data.value);
};

/** Arrow keys carry what is held from gap to gap. */
const gapByGap: KeyboardCoordinateGetter = (event, { currentCoordinates, context }) => {
  const way = event.code === KeyboardCode.Down ? 1 : event.code === KeyboardCode.Up ? -1 : 0;
  if (way === 0 || !context.collisionRect) return undefined;
  event.preventDefault();
  const height = context.collisionRect.height;
  const gaps = [...context.droppableRects]
    .flatMap(([id, rect]) => {
      const position = gapPosition(id);
      return position === null ? [] : [{ position, y: rect.top + rect.height / 2 - height / 2 }];
    })
    .sort((a, b) => a.position - b.position);
  const here = gapPosition(context.over?.id);
  const next = here === null ? gaps[0] : gaps.find((g) => g.position === here + way);
  return next && { x: currentCoordinates.x, y: next.y };
};

function useAnnouncements(): Announcements {
  const { document } = useStudio();
  return useMemo(() => {
    const describe = (active: Active, gap: number | null): string => {
      const held = heldOf(active);
      if (!held || gap === null) return 'Not over the stack.';
      const items = toSequential(document.getState().document.model)?.items ?? [];
      const before = items[gap - 1]?.layer.className ?? 'the input';
      const after = items[gap]?.layer.className;
      return `${held.className} between ${before} and ${after ?? 'the end'}.`;
    };
    return {
      onDragStart: ({ active }) =>
        `Picked up ${heldOf(active)?.className}. Arrow keys move it from gap to gap, Space drops it, Escape puts it back.`,
      onDragOver: ({ active, over }) => (over?.id === GROUND ? undefined : describe(active, gapPosition(over?.id))),
      onDragEnd: ({ active, over }) =>
        over?.id === GROUND ? undefined : over ? `Dropped. ${describe(active, gapPosition(over.id))}` : 'Put back.',
      onDragCancel: ({ active }) => `${heldOf(active)?.className} put back.`,
    };
  }, [document]);
}

/** Around everything that can be dragged or dropped into. */
export function StackDrag({ children }: { readonly children: ReactNode }) {
  const { edit } = useStudio();
  const announcements = useAnnouncements();
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: gapByGap }),
  );
  const drop = ({ active, over, collisions }: DragEndEvent): void => {
    const held = heldOf(active);
    if (held?.kind === 'new' && over?.id === GROUND) {
      const at = pointerOver(collisions);
      if (at) (over.data.current as DropGround | undefined)?.take(held.className, at);
      return;
    }
    const gap = gapPosition(over?.id);
    if (!held || gap === null || !isMove(held, gap)) return;
    if (held.kind === 'new') edit.insertLayer(stackedSpec(held.className), gap);
    else edit.moveLayer(held.layer, targetOf(held, gap));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={nearestGap}
      measuring={{ droppable: { strategy: MeasuringStrategy.WhileDragging } }}
      accessibility={{
        announcements,
        screenReaderInstructions: {
          draggable: 'Press Space to pick up, arrow keys to move from gap to gap, Space to drop, Escape to put back.',
        },
      }}
      autoScroll={{ canScroll: (element) => element.closest('#canvas') !== null }}
      onDragEnd={drop}
    >
      {children}
      <Overlay />
    </DndContext>
  );
}

/** What comes from the palette hangs left of the pointer, so that the slot's words can be read under it. */
const besidePointer: Modifier = ({ transform, activatorEvent, active, activeNodeRect }) => {
  if (heldOf(active)?.kind !== 'new' || !activeNodeRect || !(activatorEvent instanceof MouseEvent)) return transform;
  const grabbed = activatorEvent.clientX - activeNodeRect.left;
  return { ...transform, x: transform.x + grabbed - activeNodeRect.width - 120 };
};

const MODIFIERS = [besidePointer];

function Overlay() {
  const { active } = useDndContext();
  const held = heldOf(active);
  return (
    <DragOverlay dropAnimation={null} zIndex={50} modifiers={MODIFIERS} className={styles.overlay}>
      {held && (
        <div className={styles.held} style={{ borderLeftColor: familyColor(find('layer', held.className)?.family) }}>
          {held.className}
        </div>
      )}
    </DragOverlay>
  );
}

/** What would newly be wrong if what is held were dropped into a gap. */
export function useDropProblems(held: Held | null, gap: number, over: boolean): readonly Problem[] {
  const { edit } = useStudio();
  return useMemo(() => {
    if (!held || !over || !isMove(held, gap)) return [];
    return held.kind === 'new'
      ? edit.tryInsert(stackedSpec(held.className), gap)
      : edit.tryMove(held.layer, targetOf(held, gap));
  }, [edit, held, gap, over]);
}
