/** What is shown when drawing the page has failed: nothing is lost, and two ways on. */
import type { FallbackProps } from 'react-error-boundary';
import { useStudio } from '../studio';
import { Button } from './button';
import styles from './error-fallback.module.css';

export function ErrorFallback({ error, resetErrorBoundary }: FallbackProps) {
  const { edit } = useStudio();
  const message = error instanceof Error ? error.message : String(error);
  return (
    <main className={styles.page}>
      <div role="alert" className={styles.card}>
        <h1>Something in the page broke</h1>
        <p>
          Your project, its runs and its data are saved; a run in progress goes on. Try to draw the page again, or take
          your last edit back first.
        </p>
        <pre className={styles.detail}>{message}</pre>
        <div className={styles.actions}>
          <Button variant="primary" onClick={resetErrorBoundary}>
            Draw again
          </Button>
          <Button
            onClick={() => {
              edit.undo();
              resetErrorBoundary();
            }}
          >
            Undo and draw again
          </Button>
          <Button onClick={() => window.location.reload()}>Reload the page</Button>
        </div>
      </div>
    </main>
  );
}
