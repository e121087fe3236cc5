/** All arguments of one object: the usual ones open, the rare ones folded, each with its own problem. */
import type { Json, JsonObject } from '../../../base/json';
import type { Fix, Problem } from '../../../base/problem';
import { type Args, checkArg } from '../../../keras';
import { Fold } from '../../components/fold';
import { ArgumentRow } from './argument-row';
import styles from './arguments.module.css';

export interface ArgumentListProps {
  readonly args: Args;
  readonly config: JsonObject;
  readonly onChange: (name: string, value: Json) => void;
  readonly onReset: (name: string) => void;
  /** What was found of the object as a whole; what names one of its arguments is told there. */
  readonly problems?: readonly Problem[];
  /** For fixes that are no plain change of an argument. */
  readonly onFix?: (fix: Fix) => void;
  readonly hidden?: readonly string[];
  /** The arguments that stay open; without it the catalogue decides. */
  readonly usual?: readonly string[];
}

/** Whether an argument's row tells this problem. */
export const isToldAtArgument = (p: Problem, args: Args, hidden: readonly string[] = []): boolean =>
  p.argument !== undefined && Object.hasOwn(args, p.argument) && !hidden.includes(p.argument);

export function ArgumentList({
  args,
  config,
  onChange,
  onReset,
  problems = [],
  onFix,
  hidden = [],
  usual: open,
}: ArgumentListProps) {
  const entries = Object.entries(args).filter(([name]) => !hidden.includes(name));
  const row = ([name, arg]: (typeof entries)[number]) => (
    <ArgumentRow
      key={name}
      name={name}
      arg={arg}
      value={config[name]}
      problem={checkArg(name, arg, config[name]) ?? problems.find((p) => p.argument === name) ?? null}
      onChange={(value) => onChange(name, value)}
      onReset={() => onReset(name)}
      onFix={(fix) => {
        if (fix.action === 'set-argument' && fix.params?.value !== undefined) onChange(name, fix.params.value);
        else onFix?.(fix);
      }}
    />
  );
  const isUsual = ([name, arg]: (typeof entries)[number]): boolean =>
    open ? open.includes(name) || arg.default === undefined : !arg.rare;
  const usual = entries.filter(isUsual);
  const rare = entries.filter((entry) => !isUsual(entry));
  const changed = rare.some(([name]) => config[name] !== undefined || problems.some((p) => p.argument === name));
  return (
    <div className={styles.list}>
      {usual.map(row)}
      {rare.length > 0 && (
        <Fold label={`${rare.length} more argument${rare.length > 1 ? 's' : ''}`} open={changed}>
          <div className={styles.list}>{rare.map(row)}</div>
        </Fold>
      )}
    </div>
  );
}
