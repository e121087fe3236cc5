/** What is worth a person's attention before training, each with a way on. */
import { ProblemCard } from '../../components/problem-card';
import { useData, useStudio } from '../../studio';
import styles from './data-settings.module.css';

export function Notes() {
  const { applyFix } = useStudio();
  const problems = useData((d) => d.review?.problems) ?? [];
  const noted = useData((d) => d.description?.problems) ?? [];
  const all = [...problems, ...noted.filter((p) => p.severity === 'info')];
  if (all.length === 0) return null;
  return (
    <section>
      <h3 className={styles.heading}>Worth a look</h3>
      <div className={styles.stack}>
        {all.map((p) => (
          <ProblemCard key={`${p.code} ${p.where} ${p.message}`} problem={p} compact onFix={applyFix} />
        ))}
      </div>
    </section>
  );
}
