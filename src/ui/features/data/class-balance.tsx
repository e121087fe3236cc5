/** How many samples each class has: a bar each, the commonest as long as the place is wide. */
import { formatCount } from '../../components/format';
import { useData } from '../../studio';
import styles from './class-balance.module.css';

export function ClassBalance({ limit = 12 }: { readonly limit?: number }) {
  const classes = useData((d) => d.review?.classes);
  if (!classes || classes.length === 0) return null;
  const rows = classes.map((c) => ({ name: c.name, count: c.train + c.validation + c.test }));
  const top = Math.max(1, ...rows.map((r) => r.count));
  const many = rows.length > 5;
  const shown = rows.slice(0, limit);
  return (
    <figure className={styles.balance}>
      <figcaption className="visually-hidden">Samples of each class</figcaption>
      <ul className={many ? styles.columns : styles.bars}>
        {shown.map((r) => (
          <li key={r.name} data-tip={many ? `${r.name}: ${formatCount(r.count)}` : undefined}>
            {many ? (
              <>
                <span className={styles.column} style={{ height: `${(r.count / top) * 100}%` }} />
                <span className="visually-hidden">
                  {r.name}: {formatCount(r.count)}
                </span>
              </>
            ) : (
              <>
                <span className={styles.name} title={r.name}>
                  {r.name}
                </span>
                <span className={styles.track}>
                  <span style={{ width: `${(r.count / top) * 100}%` }} />
                </span>
                <span className={styles.count}>{formatCount(r.count)}</span>
              </>
            )}
          </li>
        ))}
      </ul>
      {rows.length > limit && <p className={styles.count}>and {formatCount(rows.length - limit)} more</p>}
    </figure>
  );
}
