/** The canvas' own buttons: scale, fit, layout, and what is not done on a card. */
import { IconButton } from '../../components/button';
import { chordWords } from '../../components/kbd';
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
  const templates = useCommand('model.templates');
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Graph" data-still>
      <IconButton icon="minus" label={smaller.label} shortcut={smaller.shortcut} onClick={smaller.run} />
      <Scale viewport={viewport} reset={one.run} />
      <IconButton icon="plus" label={larger.label} shortcut={larger.shortcut} onClick={larger.run} />
      <IconButton icon="expand" label={fit.label} shortcut={fit.shortcut} onClick={fit.run} />
      <span className={styles.rule} />
      <button
        type="button"
        className={styles.word}
        onClick={tidy.run}
        data-tip={`${tidy.label}  ${chordWords(tidy.shortcut ?? '')}`}
      >
        Tidy up
      </button>
      <button type="button" className={styles.word} onClick={input.run} data-tip={input.label}>
        Add input
      </button>
      <button type="button" className={styles.word} onClick={templates.run} data-tip={templates.label}>
        Templates
      </button>
    </div>
  );
}
