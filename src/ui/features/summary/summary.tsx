/** The model as `model.summary()` prints it, to read and to copy. */
import { useState } from 'react';
import { Button } from '../../components/button';
import { useAnalysis, useDocument, useStudio } from '../../studio';
import { StepCost } from './step-cost';
import styles from './summary.module.css';
import { summaryText } from './summary-text';

export function Summary() {
  const { announce } = useStudio();
  const analysis = useAnalysis();
  const model = useDocument((d) => d.model);
  const [copied, setCopied] = useState(false);
  const text = summaryText(model, analysis);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    announce('Summary copied.');
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <div className={styles.place}>
      <div className={styles.sheet}>
        <Button small icon={copied ? 'check' : 'copy'} className={styles.copy} onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: wide text scrolls, so the keyboard must reach it */}
        <pre className={styles.text} tabIndex={0}>
          {text}
        </pre>
        <StepCost />
      </div>
    </div>
  );
}
