/** The model as `model.summary()` prints it, to read and to copy. */
import { useMemo, useState } from 'react';
import { nestedGraph } from '../../../graph/nested';
import { summaryText } from '../../../keras/summary/summary';
import { Button } from '../../components/button';
import { useAnalysis, useDocument, useStudio } from '../../studio';
import { StepCost } from './step-cost';
import styles from './summary.module.css';

/** A terminal Keras' longest lines fit on. */
const WIDE = 132;

export function Summary() {
  const { announce } = useStudio();
  const { built } = useAnalysis();
  const model = useDocument((d) => d.model);
  const [copied, setCopied] = useState(false);
  const [nested, setNested] = useState(false);
  const [trainable, setTrainable] = useState(false);
  const [wide, setWide] = useState(false);
  const text = useMemo(
    () =>
      summaryText(model, built, {
        expand_nested: nested,
        show_trainable: trainable,
        ...(wide && { columns: WIDE }),
      }),
    [model, built, nested, trainable, wide],
  );
  const hasNested = Object.values(model.layers).some((layer) => nestedGraph(layer) !== null);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    announce('Summary copied.');
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <div className={styles.place}>
      <div className={styles.sheet}>
        <div className={styles.tools}>
          {hasNested && (
            <Button small aria-pressed={nested} onClick={() => setNested(!nested)}>
              Nested layers
            </Button>
          )}
          <Button small aria-pressed={trainable} onClick={() => setTrainable(!trainable)}>
            Trainable
          </Button>
          <Button small aria-pressed={wide} onClick={() => setWide(!wide)}>
            Wide
          </Button>
          <Button small icon={copied ? 'check' : 'copy'} onClick={() => void copy()}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: wide text scrolls, so the keyboard must reach it */}
        <pre className={styles.text} tabIndex={0}>
          {text}
        </pre>
        <StepCost />
      </div>
    </div>
  );
}
