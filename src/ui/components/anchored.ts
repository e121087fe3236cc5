/** Keeps a floating element beside its anchor: below where there is room, else above, always inside the window. */
import { type RefObject, useLayoutEffect } from 'react';

export type Align = 'start' | 'end' | 'center';

const GAP = 6;
const EDGE = 8;

/** Places `floating` (position: fixed) beside a rectangle of the window. */
export function place(floating: HTMLElement, anchor: DOMRect, align: Align): void {
  floating.style.position = 'fixed';
  floating.style.inset = 'auto';
  const { offsetWidth: width, offsetHeight: height } = floating;
  const wide = document.documentElement.clientWidth;
  const high = document.documentElement.clientHeight;
  const below = high - anchor.bottom - GAP - EDGE;
  const above = anchor.top - GAP - EDGE;
  const under = height <= below || below >= above;
  const left =
    align === 'start' ? anchor.left : align === 'end' ? anchor.right - width : anchor.left + (anchor.width - width) / 2;
  floating.style.left = `${Math.round(Math.max(EDGE, Math.min(left, wide - width - EDGE)))}px`;
  const top = under ? anchor.bottom + GAP : anchor.top - GAP - height;
  floating.style.top = `${Math.round(Math.max(EDGE, Math.min(top, high - height - EDGE)))}px`;
  floating.style.maxHeight = `${Math.max(120, under ? below : above)}px`;
}

/** Places the element while it is open, again when the window scrolls or changes its size. */
export function useAnchored(
  open: boolean,
  anchor: RefObject<HTMLElement | null>,
  floating: RefObject<HTMLElement | null>,
  align: Align = 'start',
): void {
  useLayoutEffect(() => {
    if (!open) return;
    const update = (): void => {
      if (anchor.current && floating.current) place(floating.current, anchor.current.getBoundingClientRect(), align);
    };
    update();
    window.addEventListener('scroll', update, true);
    window.addEventListener('resize', update);
    return () => {
      window.removeEventListener('scroll', update, true);
      window.removeEventListener('resize', update);
    };
  }, [open, anchor, floating, align]);
}
