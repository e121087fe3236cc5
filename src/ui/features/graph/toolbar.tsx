/** The canvas' own buttons: scale, fit, layout, and what is not done on a card. */
import { IconButton } from '../../components/button';
import { useCommand } from '../../studio';
import styles from './graph.module.css';
import { useViewOf, type Viewport } from './viewport';

function Scale({ viewport, reset }: { readonly viewport: Viewport; readonly reset: () => void }) {
  const { k } = useViewOf(viewport);
  return (
    <button type="button" className={styles.scale} onClick={reset} data-tip="Actual size">
      {Math.round(k * 100)}%<span className="visually-hidden">, actual size</span>
    </button>
  );
}

export function Toolbar({ viewport }: { readonly viewport: Viewport }) {
  const smaller = useCommand('graph.zoom-out');
  const larger = useCommand('graph.zoom-in');
  const one = useCommand('graph.zoom-one');
  const fit = useCommand('graph.fit');
  const tidy = useCommand('graph.tidy');
  const input = useCommand('graph.input');
  const find = useCommand('graph.find');
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Graph" aria-orientation="vertical" data-still>
      <IconButton icon="plus" label={larger.label} shortcut={larger.shortcut} onClick={larger.run} />
      <Scale viewport={viewport} reset={one.run} />
      <IconButton icon="minus" label={smaller.label} shortcut={smaller.shortcut} onClick={smaller.run} />
      <IconButton icon="expand" label={fit.label} shortcut={fit.shortcut} onClick={fit.run} />
      <IconButton icon="search" label={find.label} shortcut={find.shortcut} onClick={find.run} />
      <span className={styles.rule} />
      <IconButton icon="tree" label="Tidy up" shortcut={tidy.shortcut} onClick={tidy.run} />
      <IconButton icon="input" label={input.label} onClick={input.run} />
    </div>
  );
}
