/** Arguments of `model.fit`, the seed everything random comes from, and where the work is done. */
import { Fold } from '../../components/fold';
import { formatCount } from '../../components/format';
import { NumberField } from '../../components/number-field';
import { ProblemCard } from '../../components/problem-card';
import { Select } from '../../components/select';
import { Switch } from '../../components/switch';
import { useData, useDocument, useProblems, useStudio } from '../../studio';
import { BACKEND_NAMES } from '../shell/backend-names';
import arguments_ from './arguments.module.css';
import styles from './inspector.module.css';
import { Row } from './row';
import { SampleWeight } from './sample-weight';

type WholeName = 'epochs' | 'batch_size' | 'validation_freq' | 'seed';

function Whole({
  name,
  help,
  min,
  max,
}: {
  readonly name: WholeName;
  readonly help: string;
  readonly min: number;
  readonly max?: number;
}) {
  const { edit } = useStudio();
  const value = useDocument((d) => d.fit[name]);
  return (
    <Row name={name} help={help}>
      {(id, helpId) => (
        <NumberField
          id={id}
          integer
          min={min}
          max={max}
          value={value}
          describedBy={helpId}
          onChange={(n) => {
            if (n !== null) edit.setFit({ [name]: n });
          }}
        />
      )}
    </Row>
  );
}

const BACKENDS = (['auto', 'webgpu', 'webgl', 'wasm', 'cpu'] as const).map((value) => ({
  value,
  label: BACKEND_NAMES[value],
}));

function ClassWeights() {
  const { edit } = useStudio();
  const weights = useDocument((d) => d.fit.class_weight);
  const target = useData((d) => d.facts?.target);
  const classes = target?.classes ?? [];
  const counts = target?.trainCounts ?? [];
  if (classes.length === 0) return null;
  const total = counts.reduce((a, b) => a + b, 0);
  const balanced = Object.fromEntries(
    counts.flatMap((n, i) =>
      n > 0 ? [[String(i), Number((total / (counts.length * n)).toPrecision(4))] as const] : [],
    ),
  );
  return (
    <>
      <Row
        name="class_weight"
        help="How much each class counts in the loss. Balanced makes rare classes count more, so that all count alike."
      >
        {(id, helpId) => (
          <Select
            id={id}
            aria-describedby={helpId}
            value={weights === null ? 'none' : 'set'}
            options={[
              { value: 'none', label: 'None' },
              { value: 'set', label: weights === null ? 'balanced' : 'set per class' },
            ]}
            onChange={(choice) => edit.setFit({ class_weight: choice === 'none' ? null : balanced })}
          />
        )}
      </Row>
      {weights !== null && (
        <div className={styles.weights}>
          {classes.map((name, i) => (
            <div key={name} className={styles.weight}>
              <span>{name}</span>
              <NumberField
                label={`Weight of ${name}`}
                min={0}
                value={weights[String(i)] ?? 1}
                onChange={(n) => {
                  if (n !== null) edit.setFit({ class_weight: { ...weights, [String(i)]: n } });
                }}
              />
            </div>
          ))}
        </div>
      )}
    </>
  );
}

export function FitTab() {
  const { edit, applyFix } = useStudio();
  const fit = useDocument((d) => d.fit);
  const train = useData((d) => d.facts?.parts.train);
  const problems = useProblems().filter((p) => p.where?.startsWith('fit'));
  const batches = train === undefined ? null : Math.ceil(train / fit.batch_size);
  return (
    <div className={styles.form}>
      <div className={arguments_.list}>
        <Whole
          name="epochs"
          help="How often the training part is gone through. Can be raised while it runs, and afterwards."
          min={1}
          max={100_000}
        />
        <Whole
          name="batch_size"
          help="Samples per step. Larger batches make smoother and fewer steps."
          min={1}
          max={65_536}
        />
        <Row name="shuffle" help="Whether the training rows come in a new order each epoch.">
          {(id, helpId) => (
            <Switch
              id={id}
              checked={fit.shuffle}
              describedBy={helpId}
              onChange={(shuffle) => edit.setFit({ shuffle })}
            />
          )}
        </Row>
        <Whole
          name="seed"
          help="Initial weights, dropout, shuffling: everything random follows from it. The same seed gives the same run."
          min={0}
          max={2 ** 31 - 1}
        />
        <Row
          name="backend"
          help="Where the arithmetic is done: on the graphics card (WebGPU, WebGL) or the processor (WebAssembly, or CPU in plain JavaScript). Automatic times your own model on each that works here and takes the fastest."
        >
          {(id, helpId) => (
            <Select
              id={id}
              aria-describedby={helpId}
              value={fit.backend}
              options={BACKENDS}
              onChange={(backend) => edit.setFit({ backend })}
            />
          )}
        </Row>
        <ClassWeights />
        <SampleWeight />
      </div>
      <Fold label="1 more argument" open={fit.validation_freq !== 1}>
        <Whole name="validation_freq" help="Epochs between two looks at the validation part." min={1} />
      </Fold>
      {problems.map((p) => (
        <ProblemCard key={`${p.code} ${p.message}`} problem={p} onFix={applyFix} />
      ))}
      {batches !== null && (
        <p className={styles.arithmetic}>
          {formatCount(batches)} steps an epoch = ⌈{train} / {fit.batch_size}⌉
          <br />
          {formatCount(batches * fit.epochs)} steps in all = {batches} · {fit.epochs}
        </p>
      )}
    </div>
  );
}
