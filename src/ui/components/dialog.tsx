/** A modal window on the browser's own dialog: focus stays inside, Escape closes, and focus goes back where it was. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './button';
import { classes } from './classes';
import styles from './dialog.module.css';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** Replaces the plain title row; gets the id the title element must carry. */
  header?(titleId: string): ReactNode;
  readonly size?: 'small' | 'medium' | 'full';
  readonly className?: string;
  readonly children: ReactNode;
}

export function Dialog({ open, onClose, title, header, size = 'medium', className, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // A press that begins inside and ends outside (selecting text) is no wish to close.
  const pressed = useRef(false);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) {
      dialog.showModal();
      // What the dialog is about is read first, unless something in it is there to be typed into at once.
      const first = dialog.querySelector<HTMLElement>('[data-autofocus]') ?? document.getElementById(titleId);
      first?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open, titleId]);
  return (
    // Escape and the close button are the keyboard's way; a click on the ground is only the pointer's short cut.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      className={classes(styles.dialog, styles[size], className)}
      onClose={(event) => {
        // The event comes a moment after the closing; a dialog opened again meanwhile stays open.
        if (!event.currentTarget.open) onClose();
      }}
      onPointerDown={(event) => {
        pressed.current = event.target === event.currentTarget;
      }}
      onClick={(event) => {
        if (pressed.current && event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      {open && (
        <div className={styles.body}>
          {header ? (
            header(titleId)
          ) : (
            <div className={styles.header}>
              <h2 id={titleId} tabIndex={-1}>
                {title}
              </h2>
              <IconButton icon="close" label="Close" onClick={() => ref.current?.close()} />
            </div>
          )}
          {children}
        </div>
      )}
    </dialog>
  );
}
