/** Why the loss fits: what the last layer gives, what the target is, said in one sentence. */
import { find } from '../../../keras';
import { headOf } from '../../../state/head';
import { useAnalysis, useData, useDocument } from '../../studio';
import { inputTimes } from './input-times';
import styles from './inspector.module.css';

export function LossReason({ output }: { readonly output: number }) {
  const analysis = useAnalysis();
  const model = useDocument((d) => d.model);
  const loss = useDocument((d) => d.compile.losses[output]);
  const itself = useDocument((d) => d.fit.y?.[output] === 'input');
  const scale = useDocument((d) => d.fit.y_scale?.[output] ?? 1);
  const target = useData((d) => d.facts?.target);
  const definition = loss && find('loss', loss.className);
  if (!definition || !target || !analysis.fits) return null;
  const { units, activation } = headOf(model, analysis, output);
  const end =
    activation === 'softmax'
      ? `a softmax over ${units} classes`
      : activation === 'sigmoid'
        ? `${units === 1 ? 'one sigmoid, a probability' : `${units} sigmoids`}`
        : `${units} ${units === 1 ? 'number' : 'numbers'} of any size`;
  const wanted = itself
    ? `is compared with ${inputTimes(scale)}`
    : target.task === 'regression'
      ? 'the target is a number'
      : `the target is one of ${target.classes?.length ?? 2} classes, kept as integers`;
  return (
    <p className={styles.reason}>
      The last layer gives <b>{end}</b> and {wanted}: this loss fits. {definition.summary}
    </p>
  );
}
