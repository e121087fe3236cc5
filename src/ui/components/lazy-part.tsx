/** Parts of the page that come when they are first shown; one that cannot be fetched says so in its own place. */
import { type ComponentType, lazy, type ReactNode, useReducer } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { useStudio } from '../studio';
import { Button } from './button';
import styles from './lazy-part.module.css';

/** The network is away, or the page was built anew since: unlike a bug, trying again may help. */
class NotFetched extends Error {}

/**
 * Like React's `lazy`, with a boundary around the part: the rest of the page stays. Errors of the part itself go on to the
 * page's boundary.
 *
 * @param over the part lies over the page, and so does what is shown in its stead
 */
export function lazyPart<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
  over = false,
): (props: P) => ReactNode {
  const fetched = () =>
    lazy(() =>
      load().catch((cause: unknown) => {
        throw new NotFetched('A part of the page could not be loaded.', { cause });
      }),
    ) as unknown as ComponentType<P>;
  let Loaded = fetched();
  return function Part(props) {
    const [, redraw] = useReducer((n: number) => n + 1, 0);
    return (
      <ErrorBoundary
        onReset={() => {
          Loaded = fetched();
          redraw();
        }}
        fallbackRender={({ error, resetErrorBoundary }) => {
          if (!(error instanceof NotFetched)) throw error;
          return <Missing over={over} retry={resetErrorBoundary} />;
        }}
      >
        <Loaded {...props} />
      </ErrorBoundary>
    );
  };
}

function Missing({ over, retry }: { readonly over: boolean; readonly retry: () => void }) {
  const { view } = useStudio();
  return (
    <div role="alert" className={styles.missing} data-over={over || undefined}>
      <p>This part of the page could not be loaded. Your work is saved.</p>
      <div className={styles.ways}>
        <Button small onClick={retry}>
          Try again
        </Button>
        <Button small onClick={() => window.location.reload()}>
          Reload the page
        </Button>
        {over && (
          <Button small onClick={() => view.setState({ dialog: null, screen: 'studio', commandPalette: false })}>
            Close
          </Button>
        )}
      </div>
    </div>
  );
}
