/** A table: a card over each column with its type, its shape and what becomes of it, and the first rows below. */
import { useState } from 'react';
import type { ColumnSpec } from '../../../graph/data-spec';
import type { ColumnStatistics, DatasetDescription } from '../../../state';
import { Bars } from '../../components/bars';
import { Button } from '../../components/button';
import { formatCell, formatCount, formatShort, formatValue } from '../../components/format';
import { ProblemCard } from '../../components/problem-card';
import { Select } from '../../components/select';
import { useData, useDocument, useStudio } from '../../studio';
import { columnChoice, columnChoices, missingChoices, missingWords, patchOf } from './column-choices';
import styles from './table-view.module.css';
import { useSample } from './use-sample';

const ROWS = 12;
/** A longer cell is a text: it gets a wider column and is told in full when pointed at. */
const LONG = 30;
const MOST_LETTERS = 400;

/** What there is to say of a column; numbers as short as they must be, or in full. */
function stats(s: ColumnStatistics, asText: boolean, short: boolean): readonly string[] {
  if (asText && s.text) {
    const { words, longest, vocabulary, sampled, top } = s.text;
    const about = sampled ? 'about ' : '';
    return [
      `${about}${formatValue(Math.round(words * 10) / 10)} words each, longest ${formatCount(longest)}`,
      `${formatCount(vocabulary)}${sampled ? '+' : ''} different: ${top.map((t) => t.value).join(', ')}`,
    ];
  }
  const distinct = `${formatCount(s.distinct)}${s.distinctAtLeast ? '+' : ''} value${s.distinct === 1 ? '' : 's'}`;
  if (s.numbers) {
    const { min, max, mean, std } = s.numbers;
    const format = short ? formatShort : formatValue;
    return [`${format(min)} – ${format(max)}`, `μ ${format(mean)}  σ ${format(std)}`];
  }
  const [first] = s.top;
  if (first?.count === 1 && s.distinct > 1) return [distinct, 'no two alike'];
  const share = first ? Math.round((first.count / Math.max(1, s.rows - s.missing)) * 100) : 0;
  return [distinct, first ? `${first.value} ${share}%` : '—'];
}

function ColumnHead({
  statistics,
  spec,
  target,
}: {
  readonly statistics: ColumnStatistics;
  readonly spec: ColumnSpec | undefined;
  readonly target: boolean;
}) {
  const { edit } = useStudio();
  const task = useDocument((d) => d.data.table?.task);
  const { name, missing, rows } = statistics;
  const number = statistics.kind === 'number';
  const share = rows > 0 ? (missing / rows) * 100 : 0;
  const asText = spec?.type === 'text' && !target;
  const weight = spec?.type === 'weight' && !target;
  // Statistics are of the rows used: what is wrong with weights only the review knows.
  const faulty = useData((d) =>
    d.review?.problems.some((p) => p.code === 'weights-faulty' && p.where === `column ${name}`),
  );
  const gaps = weight ? faulty === true : missing > 0 && spec?.type !== 'ignore';
  const counts = (asText && statistics.text ? statistics.text.top : statistics.top).map((t) => t.count);
  const bars = statistics.numbers?.histogram ?? counts;
  const full = stats(statistics, asText, false);
  return (
    <th
      scope="col"
      className={styles.head}
      data-target={target || undefined}
      data-text={asText || undefined}
      data-weight={weight || undefined}
      data-ignored={spec?.type === 'ignore' || undefined}
    >
      <div className={styles.column}>
        <span className={styles.name} title={name}>
          <span className={styles.type} data-number={number || undefined} aria-hidden="true">
            {number ? '#' : asText || statistics.kind === 'text' ? '¶' : 'A'}
          </span>
          <span>{name}</span>
        </span>
        <Bars counts={bars} height={18} className={styles.bars} />
        {stats(statistics, asText, true).map((line, i) => (
          <span key={line} className={styles.stat} title={full[i]}>
            {line}
          </span>
        ))}
        <span className={missing > 0 ? styles.missing : styles.stat}>
          {missing > 0 ? `${share < 0.1 ? '<0.1' : share.toFixed(1)}% missing` : 'complete'}
        </span>
        {spec && (
          <Select
            aria-label={`What becomes of ${name}`}
            className={styles.choice ?? ''}
            value={target ? 'target' : columnChoice(spec)}
            options={columnChoices(statistics, task)}
            onChange={(choice) => {
              if (choice === 'target') edit.setTarget(name, statistics.asTarget);
              else edit.setColumns([name], patchOf(choice));
            }}
          />
        )}
        {spec && gaps && !target && (
          <Select
            aria-label={weight ? `Rows without a weight in ${name}` : `Missing cells of ${name}`}
            className={styles.choice ?? ''}
            value={weight && spec.missing !== 'zero' ? 'drop-row' : spec.missing}
            options={missingChoices(spec).map((value) => ({ value, label: missingWords(spec, value) }))}
            onChange={(policy) => edit.setColumns([name], { missing: policy })}
          />
        )}
      </div>
    </th>
  );
}

export function TableView({ description }: { readonly description: DatasetDescription }) {
  const { applyFix } = useStudio();
  const table = useDocument((d) => d.data.table);
  const [offset, setOffset] = useState(0);
  const sample = useSample({ count: ROWS, offset });
  const rows = sample?.kind === 'table' ? sample : null;
  const { columns, problems } = description;
  const serious = problems.filter((p) => p.severity !== 'info');
  return (
    <>
      {serious.map((p) => (
        <ProblemCard key={`${p.code} ${p.where}`} problem={p} onFix={applyFix} />
      ))}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables scroll, so the keyboard must reach them */}
      <section className={styles.scroll} aria-label="Columns and rows" tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              {columns.map((c) => (
                <ColumnHead
                  key={c.name}
                  statistics={c}
                  spec={table?.columns.find((s) => s.name === c.name)}
                  target={table?.target === c.name}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows?.rows.map((row) => (
              <tr key={row.source}>
                {columns.map((c) => {
                  const cell = row.cells[rows.columns.indexOf(c.name)];
                  return (
                    <td
                      key={c.name}
                      className={c.kind === 'number' ? styles.number : undefined}
                      data-target={table?.target === c.name || undefined}
                      data-text={(typeof cell === 'string' && cell.length > LONG) || undefined}
                      title={typeof cell === 'string' && cell.length > LONG ? cell.slice(0, 2000) : undefined}
                      data-empty={cell === null || cell === undefined || undefined}
                    >
                      {cell === null || cell === undefined
                        ? 'missing'
                        : typeof cell === 'number'
                          ? formatCell(cell)
                          : cell.slice(0, MOST_LETTERS)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows && (
        <div className={styles.foot}>
          <span>
            Rows {formatCount(offset + 1)} to {formatCount(offset + rows.rows.length)} of {formatCount(rows.total)} ·
            statistics of the training part
          </span>
          <span className={styles.pages}>
            <Button small disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - ROWS))}>
              Previous
            </Button>
            <Button small disabled={offset + ROWS >= rows.total} onClick={() => setOffset(offset + ROWS)}>
              Next
            </Button>
          </span>
        </div>
      )}
    </>
  );
}
