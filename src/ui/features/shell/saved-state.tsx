/** Whether the project is saved; when saving fails it says so and offers to try again. */
import { Button } from '../../components/button';
import { useProjects, useStudio } from '../../studio';
import styles from './header.module.css';

const WORDS = { saved: 'saved', unsaved: 'unsaved', saving: 'saving', failed: 'not saved', off: 'not stored' } as const;

const TIPS = {
  saved: 'Kept in this browser, with its runs and checkpoints',
  unsaved: 'Will be saved in a moment',
  saving: 'Being saved',
  failed: 'The browser refused to store it',
  off: 'This browser does not let the page store projects. Save the project as a file to keep it.',
} as const;

export function SavedState() {
  const { run } = useStudio();
  const save = useProjects((p) => p.save);
  const ready = useProjects((p) => p.ready);
  if (!ready) return null;
  return (
    <>
      <span className={styles.saved} data-bad={save === 'failed' || save === 'off' || undefined} data-tip={TIPS[save]}>
        {WORDS[save]}
      </span>
      {save === 'failed' && (
        <Button small variant="link" onClick={() => run('project.retry-save')}>
          Try again
        </Button>
      )}
    </>
  );
}
