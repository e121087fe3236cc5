/** A menu as the ARIA pattern has it: arrows move, letters jump, Enter chooses, Escape closes; by button or at a point. */
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { type Align, place, useAnchored } from './anchored';
import { classes } from './classes';
import { Icon, type IconName } from './icon';
import { Kbd } from './kbd';
import type { TriggerProps } from './popover';
import styles from './popover.module.css';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  readonly shortcut?: string | undefined;
  readonly note?: string;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  /** A line above it. */
  readonly ruled?: boolean;
  /** For a choice among items. */
  readonly checked?: boolean;
  run(): void;
}

function moveFocus(list: HTMLElement, event: KeyboardEvent): void {
  const items = [...list.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = (i: number): void => {
    event.preventDefault();
    items[(i + items.length) % items.length]?.focus();
  };
  if (event.key === 'ArrowDown') to(at + 1);
  else if (event.key === 'ArrowUp') to(at - 1);
  else if (event.key === 'Home') to(0);
  else if (event.key === 'End') to(items.length - 1);
  else if (event.key.length === 1 && /\S/.test(event.key)) {
    const wanted = event.key.toLowerCase();
    const order = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    order.find((item) => item.textContent?.trim().toLowerCase().startsWith(wanted))?.focus();
  }
}

function MenuList({ items, close }: { readonly items: readonly MenuItem[]; readonly close: () => void }) {
  return items.map((item) => (
    <div key={item.id} role="none">
      {item.ruled && <hr className={styles.rule} />}
      <button
        type="button"
        {...(item.checked === undefined
          ? { role: 'menuitem' }
          : { role: 'menuitemradio', 'aria-checked': item.checked })}
        aria-disabled={item.disabled || undefined}
        tabIndex={-1}
        className={classes(styles.item, item.danger && styles.danger)}
        onClick={() => {
          if (item.disabled) return;
          close();
          item.run();
        }}
      >
        {item.checked === undefined ? (
          item.icon && <Icon name={item.icon} />
        ) : (
          <Icon name="check" className={item.checked ? undefined : 'visually-hidden'} />
        )}
        <span className={styles.itemLabel}>
          {item.label}
          {item.note && <span className={styles.note}>{item.note}</span>}
        </span>
        {item.shortcut && <Kbd keys={item.shortcut} />}
      </button>
    </div>
  ));
}

export interface MenuProps {
  readonly label: string;
  readonly align?: Align;
  readonly items: readonly MenuItem[];
  trigger(props: TriggerProps & { readonly 'aria-haspopup': 'menu' }): ReactNode;
}

export function Menu({ label, align, items, trigger }: MenuProps) {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useAnchored(open, anchor, panel, align);
  useFirstItem(open, panel);
  return (
    <>
      {trigger({
        ref: anchor,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        'aria-controls': open ? id : undefined,
        popoverTarget: id,
      })}
      <div
        id={id}
        ref={panel}
        popover="auto"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        className={styles.menu}
        onToggle={(event) => setOpen(event.newState === 'open')}
        onKeyDown={(event) => moveFocus(event.currentTarget, event)}
      >
        {open && <MenuList items={items} close={() => closeTo(panel, anchor.current)} />}
      </div>
    </>
  );
}

function closeTo(panel: RefObject<HTMLElement | null>, back: HTMLElement | null): void {
  panel.current?.hidePopover();
  back?.focus();
}

function useFirstItem(open: boolean, panel: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (open) panel.current?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus();
  }, [open, panel]);
}

export interface ContextMenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** Where it opens, in window pixels; null while closed. */
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly onClose: () => void;
}

/** A menu at the pointer, or beside a focused element. */
export function ContextMenu({ label, items, at, onClose }: ContextMenuProps) {
  const panel = useRef<HTMLDivElement>(null);
  const back = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const element = panel.current;
    if (!element || !at) return;
    back.current = document.activeElement as HTMLElement | null;
    element.showPopover();
    place(element, new DOMRect(at.x, at.y, 0, 0), 'start');
    element.querySelector<HTMLElement>('[role^="menuitem"]')?.focus();
  }, [at]);
  return (
    <div
      ref={panel}
      popover="auto"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      className={styles.menu}
      onToggle={(event) => {
        if (event.newState === 'closed') onClose();
      }}
      onKeyDown={(event) => moveFocus(event.currentTarget, event)}
    >
      {at && <MenuList items={items} close={() => closeTo(panel, back.current)} />}
    </div>
  );
}
