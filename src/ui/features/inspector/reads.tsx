/** What an input of the model reads of the data: which of its inputs, and which columns, by name. */
import { useId } from 'react';
import { formatShape } from '../../../base/shape';
import type { LayerId, ModelGraph } from '../../../graph/model';
import { nodeOf } from '../../../graph/topology';
import type { DataFacts } from '../../../state/data-facts';
import { type Columns, type Reading, readingOf, setReads, setSource } from '../../../state/reads';
import { Button } from '../../components/button';
import { NumberField } from '../../components/number-field';
import { Select } from '../../components/select';
import { useData, useDocument, useStudio } from '../../studio';
import styles from './reads.module.css';
import { Row } from './row';

/** A longer list is chosen from by number. */
const LISTED = 300;
/** Names told in a sentence. */
const TOLD = 4;

const HELP = {
  data: 'Which input of the data this one reads. Two inputs change places where the other one reads that now.',
  from: 'The first column this input reads.',
  to: 'The last column this input reads.',
} as const;

function wordsOf(names: readonly string[]): string {
  const more = names.length - TOLD;
  return more > 1 ? `${names.slice(0, TOLD).join(', ')} and ${more} more` : names.join(', ');
}

const between = ({ names }: Reading, [from, past]: Columns): string =>
  past - from === 1 ? `${names[from]}` : `${names[from]} to ${names[past - 1]}`;

interface ColumnProps {
  readonly name: 'from' | 'to';
  readonly names: readonly string[];
  readonly at: number;
  readonly onChange: (at: number) => void;
}

function Column({ name, names, at, onChange }: ColumnProps) {
  return (
    <Row name={name} help={HELP[name]}>
      {(id, helpId) =>
        names.length > LISTED ? (
          <NumberField
            id={id}
            integer
            min={1}
            max={names.length}
            value={at + 1}
            describedBy={helpId}
            onChange={(n) => n !== null && onChange(n - 1)}
          />
        ) : (
          <Select
            id={id}
            aria-describedby={helpId}
            value={String(at)}
            options={names.map((label, i) => ({ value: String(i), label }))}
            onChange={(value) => onChange(Number(value))}
          />
        )
      }
    </Row>
  );
}

/** The inputs of the data, where there are several; one that no input of the model reads has nothing to change places with. */
function Source({
  model,
  facts,
  input,
  reading,
}: {
  readonly model: ModelGraph;
  readonly facts: DataFacts;
  readonly input: number;
  readonly reading: Reading;
}) {
  const studio = useStudio();
  return (
    <Row name="data" help={HELP.data}>
      {(id, helpId) => (
        <Select
          id={id}
          aria-describedby={helpId}
          value={String(reading.source)}
          options={facts.inputs.map(({ name, shape, dtype }, i) => ({
            value: String(i),
            label: `${name}, ${dtype === 'string' ? 'words' : formatShape(shape)}`,
            disabled: i >= model.inputs.length,
          }))}
          onChange={(value) => setSource(studio, input, Number(value))}
        />
      )}
    </Row>
  );
}

export default function Reads({ layer }: { readonly layer: LayerId }) {
  const studio = useStudio();
  const document = useDocument((d) => d);
  const facts = useData((d) => d.facts);
  const heading = useId();
  const { model } = document;
  const input = model.inputs.findIndex((id) => nodeOf(model, id).layer === layer);
  if (input < 0) return null;
  const reading = facts && readingOf(document, facts, input);
  const read = (columns: Columns | null): void => setReads(studio, input, columns);
  return (
    <section aria-labelledby={heading} className={styles.place} data-reads={input}>
      <h3 id={heading}>Reads</h3>
      {facts && reading ? (
        <Chosen {...{ model, facts, input, reading, read }} />
      ) : (
        <p className={styles.words}>What there is to read is known once the data is ready.</p>
      )}
    </section>
  );
}

function Chosen({
  model,
  facts,
  input,
  reading,
  read,
}: {
  readonly model: ModelGraph;
  readonly facts: DataFacts;
  readonly input: number;
  readonly reading: Reading;
  readonly read: (columns: Columns | null) => void;
}) {
  const { names, columns, there, unread, suited, source } = reading;
  const width = names.length;
  const [from, past] = columns;
  const all = from === 0 && past === width;
  return (
    <>
      {facts.inputs.length > 1 && <Source {...{ model, facts, input, reading }} />}
      {there && width > 1 && (
        <>
          <Column name="from" names={names} at={from} onChange={(at) => read([at, Math.max(past, at + 1)])} />
          <Column name="to" names={names} at={past - 1} onChange={(at) => read([Math.min(from, at), at + 1])} />
        </>
      )}
      {width === 0 ? (
        <p className={styles.words}>The words of {facts.inputs[source]?.name}, as they are.</p>
      ) : there ? (
        <p className={styles.words} aria-live="polite">
          {all ? `All ${width} columns` : `${past - from} of ${width} columns`}: {wordsOf(names.slice(from, past))}.
          {facts.weights.length > 0 &&
            ` Rows are weighed by ${wordsOf(facts.weights.map((w) => w.name))}, which no input can read.`}
          {unread.length > 0 && ` No input reads ${wordsOf(unread.map((i) => names[i] ?? ''))}.`}
        </p>
      ) : (
        <p className={styles.wrong} role="alert">
          The data has {width} columns; this input reads columns {from + 1} to {past}.
        </p>
      )}
      {(!all || suited) && (
        <div className={styles.ways}>
          {suited && (
            <Button small onClick={() => read(suited)}>
              Read {between(reading, suited)}
            </Button>
          )}
          {!all && (
            <Button small onClick={() => read(null)}>
              {width > 0 ? `Read all ${width} columns` : 'Read everything'}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
