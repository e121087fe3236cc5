/** Something rarely needed, folded away behind a line that says what it is. */
import type { ReactNode } from 'react';
import styles from './fold.module.css';
import { Icon } from './icon';

export interface FoldProps {
  readonly label: string;
  readonly open?: boolean;
  readonly children: ReactNode;
}

export function Fold({ label, open, children }: FoldProps) {
  return (
    <details className={styles.fold} open={open}>
      <summary className={styles.summary}>
        <Icon name="chevronRight" size={12} className={styles.arrow} />
        {label}
      </summary>
      <div className={styles.body}>{children}</div>
    </details>
  );
}
