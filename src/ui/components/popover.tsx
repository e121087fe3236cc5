/** A panel beside its button, on the browser's own popover: top layer, Escape and a click elsewhere close it. */
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { type Align, useAnchored } from './anchored';
import { classes } from './classes';
import styles from './popover.module.css';

export interface TriggerProps {
  readonly ref: RefObject<HTMLButtonElement | null>;
  readonly 'aria-expanded': boolean;
  readonly 'aria-controls': string | undefined;
  /** The browser opens and closes it by this: a press on the button of an open one is no press elsewhere. */
  readonly popoverTarget: string;
}

export interface PopoverProps {
  readonly label: string;
  readonly align?: Align;
  /** The button that opens it. */
  trigger(props: TriggerProps): ReactNode;
  /** What is inside; made when it opens. */
  content(close: () => void): ReactNode;
  readonly className?: string;
}

export function Popover({ label, align = 'start', trigger, content, className }: PopoverProps) {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useAnchored(open, anchor, panel, align);

  useEffect(() => {
    const element = panel.current;
    if (!open || !element) return;
    element.querySelector<HTMLElement>('[autofocus], input, select, button, [tabindex="0"]')?.focus();
  }, [open]);

  const close = (): void => {
    panel.current?.hidePopover();
    anchor.current?.focus();
  };
  return (
    <>
      {trigger({
        ref: anchor,
        'aria-expanded': open,
        'aria-controls': open ? id : undefined,
        popoverTarget: id,
      })}
      <div
        id={id}
        ref={panel}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={classes(styles.panel, className)}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {open && content(close)}
      </div>
    </>
  );
}
