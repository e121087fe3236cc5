/** Fit's `sample_weight`: the column that weighs the rows, one for all outputs or one for each. */
import { useState } from 'react';
import { layerOf, nodeOf } from '../../../graph/topology';
import { sampleWeights, withSampleWeight } from '../../../state/weight-fit';
import { Select } from '../../components/select';
import { useData, useDocument, useStudio } from '../../studio';
import styles from './inspector.module.css';
import { Row } from './row';

const NONE = 'none';
const EACH = 'each';
/** Columns may be called anything. */
const choiceOf = (column: string | null): string => (column === null ? NONE : `column ${column}`);
const columnOf = (value: string): string | null => (value === NONE ? null : value.slice('column '.length));

/** The column of each output, and whether there is anything to choose. */
export function useSampleWeights() {
  const document = useDocument((d) => d);
  const facts = useData((d) => d.facts);
  const chosen = facts ? sampleWeights(document, facts) : [];
  const columns = facts?.weights.map((w) => w.name) ?? [];
  return { chosen, columns, any: columns.length > 0 || chosen.some((c) => c !== null) };
}

function useChoice() {
  const { edit, data } = useStudio();
  const { chosen, columns } = useSampleWeights();
  const lost = chosen.filter((c): c is string => c !== null && !columns.includes(c));
  const options = [
    { value: NONE, label: 'None' },
    ...columns.map((label) => ({ value: choiceOf(label), label })),
    ...[...new Set(lost)].map((name) => ({ value: choiceOf(name), label: `${name} (not a weight)` })),
  ];
  const choose = (outputs: readonly number[], value: string): void => {
    edit.change('Choose sample weights', (d) => {
      const { facts } = data.store.getState();
      if (!facts) return d;
      const fit = outputs.reduce((f, i) => withSampleWeight({ ...d, fit: f }, facts, i, columnOf(value)), d.fit);
      return fit === d.fit ? d : { ...d, fit };
    });
  };
  return { chosen, options, choose };
}

/** The choice for one output. */
export function OutputWeight({
  output,
  ...rest
}: {
  readonly output: number;
  readonly id?: string;
  readonly 'aria-label'?: string;
}) {
  const { chosen, options, choose } = useChoice();
  return (
    <Select
      {...rest}
      value={choiceOf(chosen[output] ?? null)}
      options={options}
      onChange={(value) => choose([output], value)}
    />
  );
}

const HELP =
  'How much each row counts in the loss, in weighted_metrics and in validation: a column of your table whose role is “sample weight”.';

/** The argument in the form of fit; nothing where the data has no weights and none are asked for. */
export function SampleWeight() {
  const { any } = useSampleWeights();
  const { chosen, options, choose } = useChoice();
  const model = useDocument((d) => d.model);
  const [each, setEach] = useState(false);
  if (!any) return null;
  const names = model.outputs.map((ref) => layerOf(model, nodeOf(model, ref.node).layer).name);
  const apart = names.length > 1 && (each || chosen.some((c) => c !== chosen[0]));
  return (
    <>
      <Row name="sample_weight" help={HELP}>
        {(id, helpId) => (
          <Select
            id={id}
            aria-describedby={helpId}
            value={apart ? EACH : choiceOf(chosen[0] ?? null)}
            options={names.length > 1 ? [...options, { value: EACH, label: 'for each output' }] : options}
            onChange={(value) => {
              setEach(value === EACH);
              if (value !== EACH) choose([...names.keys()], value);
            }}
          />
        )}
      </Row>
      {apart && (
        <div className={styles.weights}>
          {names.map((name, output) => (
            <div key={name} className={styles.weight}>
              <span>{name}</span>
              <OutputWeight output={output} aria-label={`Sample weights of ${name}`} />
            </div>
          ))}
        </div>
      )}
    </>
  );
}
