/**
 * One tooltip for the whole page: whatever carries `data-tip` shows that text on hover and on keyboard focus. It is for
 * eyes; what it says is also the element's label or description.
 */
import { useEffect, useRef } from 'react';
import { place } from './anchored';
import styles from './tooltip.module.css';

const DELAY = 450;
const GAP = 10;

/** Places the tip left or right of its owner; false when it has no such wish or there is no room. */
function beside(tip: HTMLElement, owner: DOMRect, side: string | null): boolean {
  if (side !== 'left' && side !== 'right') return false;
  const left = side === 'left' ? owner.left - tip.offsetWidth - GAP : owner.right + GAP;
  if (left < GAP || left + tip.offsetWidth > document.documentElement.clientWidth - GAP) return false;
  const most = document.documentElement.clientHeight - tip.offsetHeight - GAP;
  tip.style.position = 'fixed';
  tip.style.inset = 'auto';
  tip.style.maxHeight = 'none';
  tip.style.left = `${left}px`;
  tip.style.top = `${Math.max(GAP, Math.min(most, owner.top + (owner.height - tip.offsetHeight) / 2))}px`;
  return true;
}

export function Tooltips() {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = panel.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let owner: Element | null = null;

    // What a button does may change while the pointer rests on it.
    const changes = new MutationObserver(() => {
      const text = owner?.getAttribute('data-tip');
      if (text) element.textContent = text;
      else hide();
    });

    const hide = (): void => {
      clearTimeout(timer);
      changes.disconnect();
      owner = null;
      if (element.matches(':popover-open')) element.hidePopover();
    };
    const show = (target: Element): void => {
      const text = target.getAttribute('data-tip');
      if (!text || !target.isConnected || target.getAttribute('aria-expanded') === 'true') return;
      element.textContent = text;
      element.showPopover();
      changes.observe(target, { attributes: true, attributeFilter: ['data-tip'] });
      const side = target.getAttribute('data-tip-side');
      const box = target.getBoundingClientRect();
      if (!beside(element, box, side)) place(element, box, 'center');
    };
    const over = (event: Event, delay: number): void => {
      const target = event.target instanceof Element ? event.target.closest('[data-tip]') : null;
      if (target === owner) return;
      hide();
      if (!target) return;
      owner = target;
      timer = setTimeout(() => show(target), delay);
    };
    const hover = (event: PointerEvent): void => {
      if (event.pointerType === 'mouse') over(event, DELAY);
    };
    const focus = (event: FocusEvent): void => {
      if (event.target instanceof Element && event.target.matches(':focus-visible')) over(event, DELAY / 2);
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') hide();
    };
    document.addEventListener('pointerover', hover);
    document.addEventListener('focusin', focus);
    document.addEventListener('focusout', hide);
    document.addEventListener('pointerdown', hide, true);
    document.addEventListener('keydown', key, true);
    document.addEventListener('scroll', hide, true);
    return () => {
      hide();
      document.removeEventListener('pointerover', hover);
      document.removeEventListener('focusin', focus);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('pointerdown', hide, true);
      document.removeEventListener('keydown', key, true);
      document.removeEventListener('scroll', hide, true);
    };
  }, []);
  return <div ref={panel} popover="manual" aria-hidden="true" className={styles.tip} />;
}
