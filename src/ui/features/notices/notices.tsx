/** What happened that is not visible anyway: in a corner, with ways on; passing ones leave by themselves. */
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Notice } from '../../../state';
import { Button, IconButton } from '../../components/button';
import { classes } from '../../components/classes';
import { Icon } from '../../components/icon';
import { useStudio, useView } from '../../studio';
import styles from './notices.module.css';

const ICONS = { info: 'info', success: 'check', warning: 'warning', error: 'error' } as const;
const STAYS_MS = 7000;

function NoticeCard({ notice }: { readonly notice: Notice }) {
  const { dismiss, applyFix } = useStudio();
  const { id, sticky, actions } = notice;
  useEffect(() => {
    // What offers something stays as long as it takes to read and decide.
    if (sticky) return;
    const timer = setTimeout(() => dismiss(id), actions.length > 0 ? STAYS_MS * 2 : STAYS_MS);
    return () => clearTimeout(timer);
  }, [dismiss, id, sticky, actions]);
  return (
    <li className={classes(styles.notice, styles[notice.tone])} data-notice={notice.id}>
      <Icon name={ICONS[notice.tone]} className={styles.icon} />
      <div className={styles.text}>
        <p>{notice.message}</p>
        {notice.detail && <p className={styles.detail}>{notice.detail}</p>}
        {actions.length > 0 && (
          <div className={styles.actions}>
            {actions.map((fix, i) => (
              <Button
                key={fix.label}
                small
                variant={i === 0 ? 'primary' : 'outline'}
                onClick={() => {
                  dismiss(id);
                  applyFix(fix);
                }}
              >
                {fix.label}
              </Button>
            ))}
          </div>
        )}
      </div>
      <IconButton icon="close" size={14} label="Dismiss" onClick={() => dismiss(id)} />
    </li>
  );
}

/** Shown elsewhere: a bar says that another tab has the project, the data screen shows what is wrong with a file. */
const inPlace = (id: string, onDataScreen: boolean): boolean => id === 'elsewhere' || (id === 'import' && onDataScreen);

/**
 * All notices. An open dialog makes the rest of the page inert, so they are drawn inside the topmost one.
 */
export function Notices() {
  const all = useView((v) => v.notices);
  const screen = useView((v) => v.screen);
  const dialog = useView((v) => v.dialog);
  const palette = useView((v) => v.commandPalette);
  const [host, setHost] = useState<Element>(document.body);
  // Which dialogs are open shows only once they are drawn.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const find = (): void => setHost([...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body);
    find();
    document.addEventListener('close', find, true);
    document.addEventListener('toggle', find, true);
    return () => {
      document.removeEventListener('close', find, true);
      document.removeEventListener('toggle', find, true);
    };
  }, [all, screen, dialog, palette]);
  const notices = all.filter((n) => !inPlace(n.id, screen === 'data'));
  return createPortal(
    <section aria-label="Notices" aria-live="polite" className={styles.region}>
      <ul className={styles.list}>
        {notices.map((notice) => (
          <NoticeCard key={notice.id} notice={notice} />
        ))}
      </ul>
    </section>,
    host,
  );
}
