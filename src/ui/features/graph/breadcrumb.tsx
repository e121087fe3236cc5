/** Which nested model is open, and the way back out. */
import { nestedGraph } from '../../../graph/nested';
import { leaveNested } from '../../../state/graph-actions';
import { useDocument, useStudio, useView } from '../../studio';
import styles from './graph.module.css';

export function Breadcrumb() {
  const studio = useStudio();
  const root = useDocument((d) => d.model);
  const inside = useView((v) => v.inside);
  if (inside.length === 0) return null;
  const names: string[] = [];
  let graph = root;
  for (const id of inside) {
    const layer = graph.layers[id];
    const inner = layer ? nestedGraph(layer) : null;
    if (!layer || !inner) break;
    names.push(layer.name);
    graph = inner;
  }
  return (
    <nav className={styles.breadcrumb} aria-label="Opened models" data-still>
      <ol>
        {['Model', ...names].map((name, depth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its depth
          <li key={depth}>
            {depth < names.length ? (
              <button type="button" onClick={() => leaveNested(studio, depth)}>
                {name}
              </button>
            ) : (
              <span aria-current="page">{name}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
