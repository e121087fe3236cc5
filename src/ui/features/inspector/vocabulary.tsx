/** The words a layer looks up: those kept in the project, or those a run would find on its training rows. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Json } from '../../../base/json';
import type { LayerSpec } from '../../../graph/model';
import type { Vocabulary as Found } from '../../../state';
import { Button } from '../../components/button';
import { formatCount } from '../../components/format';
import { useData, useDocument, useStudio } from '../../studio';
import styles from './vocabulary.module.css';

const SHOWN = 60;
/** Editing goes on: the question waits until it pauses. */
const PAUSE = 400;

/** What a run would find; a text says why that is not known. */
function useFound(layer: LayerSpec, kept: boolean): Found | string | null {
  const { training } = useStudio();
  const model = useDocument((d) => d.model);
  const facts = useData((d) => d.facts);
  const idle = useStore(training.store, (t) => t.status === 'idle');
  const [found, setFound] = useState<Found | string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is found depends on these
  useEffect(() => {
    if (kept || !idle) return;
    let gone = false;
    const timer = setTimeout(async () => {
      const result = await training.vocabulary(layer.id);
      if (!gone) setFound(result.ok ? result.value : result.problem.message);
    }, PAUSE);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [model, facts, idle, kept, layer.id, training]);
  return found;
}

export default function Vocabulary({ layer }: { readonly layer: LayerSpec }) {
  const { edit } = useStudio();
  const given = Array.isArray(layer.config.vocabulary)
    ? (layer.config.vocabulary as readonly (string | number)[])
    : null;
  const found = useFound(layer, given !== null);
  const target = { kind: 'layer', layer: layer.id } as const;
  const tokens = given ?? (typeof found === 'string' ? [] : (found?.tokens ?? []));
  const more = tokens.length - SHOWN;
  return (
    <section aria-label="Vocabulary" className={styles.place}>
      <header className={styles.head}>
        <h3>Vocabulary</h3>
        <span className={styles.count}>{tokens.length > 0 && `${formatCount(tokens.length)} entries`}</span>
      </header>
      <p className={styles.words}>
        {given
          ? 'Kept in the project: every run looks these up, whatever the data.'
          : typeof found === 'string'
            ? `Not known yet: ${found}`
            : found
              ? 'Found on the training rows, as adapt does, whenever a run begins. Commonest first.'
              : 'Looking through the training rows…'}
      </p>
      {tokens.length > 0 && (
        <ol className={styles.tokens} aria-label="First entries">
          {tokens.slice(0, SHOWN).map((token) => (
            <li key={String(token)}>{String(token) || '(empty)'}</li>
          ))}
          {more > 0 && <li className={styles.more}>and {formatCount(more)} more</li>}
        </ol>
      )}
      {given ? (
        <Button
          small
          onClick={() => {
            edit.resetArgument(target, 'idf_weights');
            edit.resetArgument(target, 'vocabulary');
          }}
        >
          Find it on the data again
        </Button>
      ) : (
        found &&
        typeof found !== 'string' &&
        found.tokens.length > 0 && (
          <Button
            small
            onClick={() => {
              if (found.idf_weights) edit.setArgument(target, 'idf_weights', found.idf_weights as Json);
              edit.setArgument(target, 'vocabulary', found.tokens as Json);
            }}
          >
            Keep it in the project
          </Button>
        )
      )}
    </section>
  );
}
