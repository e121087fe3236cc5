/** The part of a pane that scrolls when there is more than fits; the keyboard reaches it, so that it can be scrolled. */
import type { ReactNode } from 'react';
import styles from './dock.module.css';

export function PaneBody({ children }: { readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a pointer
    <div className={styles.paneBody} tabIndex={0}>
      {children}
    </div>
  );
}
