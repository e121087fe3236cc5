/** A problem where it happened: what is wrong, what was expected and came, and the ways on as buttons. */
import type { Fix, Problem } from '../../base/problem';
import { Button, IconButton } from './button';
import { classes } from './classes';
import { Icon } from './icon';
import styles from './problem-card.module.css';

export interface ProblemCardProps {
  readonly problem: Problem;
  readonly onFix: (fix: Fix) => void;
  /** Without expected and received, for small places. */
  readonly compact?: boolean;
  /** Puts it away, where it does not go by itself. */
  readonly onDismiss?: () => void;
}

const ICONS = { error: 'error', warning: 'warning', info: 'info' } as const;
const WORDS = { error: 'Error', warning: 'Warning', info: 'Note' } as const;

export function ProblemCard({ problem, onFix, compact, onDismiss }: ProblemCardProps) {
  const { severity, message, expected, received, fixes = [] } = problem;
  const detailed = !compact && (expected !== undefined || received !== undefined);
  return (
    <div className={classes(styles.card, styles[severity], compact && styles.compact)} data-problem={problem.code}>
      <Icon name={ICONS[severity]} size={compact ? 14 : 16} className={styles.icon} />
      <div className={styles.text}>
        <p>
          <span className="visually-hidden">{WORDS[severity]}: </span>
          {message}
        </p>
        {detailed && (
          <dl className={styles.detail}>
            {expected !== undefined && (
              <>
                <dt>expected</dt>
                <dd>{expected}</dd>
              </>
            )}
            {received !== undefined && (
              <>
                <dt>received</dt>
                <dd>{received}</dd>
              </>
            )}
          </dl>
        )}
        {fixes.length > 0 && (
          <div className={styles.fixes}>
            {fixes.map((fix) => (
              <Button
                key={`${fix.action} ${fix.label}`}
                small
                onClick={(event) => {
                  event.stopPropagation();
                  onFix(fix);
                }}
              >
                {fix.label}
              </Button>
            ))}
          </div>
        )}
      </div>
      {onDismiss && (
        <IconButton icon="close" size={14} label="Dismiss" className={styles.dismiss} onClick={onDismiss} />
      )}
    </div>
  );
}
