/** Pictures by class, and the size and form they are given to the model in. */
import { useState } from 'react';
import type { DatasetDescription } from '../../../state';
import { Button } from '../../components/button';
import { formatCount } from '../../components/format';
import { NumberField } from '../../components/number-field';
import { ProblemCard } from '../../components/problem-card';
import { Segmented } from '../../components/segmented';
import { useDocument, useStudio } from '../../studio';
import styles from './images-view.module.css';
import { Thumbnail } from './thumbnail';
import { useSample } from './use-sample';

const PAGE = 48;

function ClassRow({
  name,
  count,
  onOpen,
}: {
  readonly name: string;
  readonly count: number;
  readonly onOpen: () => void;
}) {
  const sample = useSample({ count: 9, className: name });
  return (
    <li className={styles.class}>
      <button type="button" className={styles.className} onClick={onOpen}>
        <span className="visually-hidden">Show all of </span>
        <b>{name}</b>
        <span>
          {formatCount(count)}
          <span className="visually-hidden"> images</span>
        </span>
      </button>
      <div className={styles.strip}>
        {sample?.kind === 'images' &&
          sample.rows.map((row, i) => (
            <Thumbnail key={row.source} sample={sample} index={i} label={`${name}, image ${row.source + 1}`} />
          ))}
      </div>
    </li>
  );
}

function OneClass({
  name,
  count,
  onBack,
}: {
  readonly name: string;
  readonly count: number;
  readonly onBack: () => void;
}) {
  const [offset, setOffset] = useState(0);
  const sample = useSample({ count: PAGE, offset, className: name });
  return (
    <section aria-label={`Images of ${name}`} className={styles.all}>
      <header className={styles.allHead}>
        <Button small icon="chevronLeft" onClick={onBack}>
          All classes
        </Button>
        <b>{name}</b>
        <span className={styles.count}>{formatCount(count)} images</span>
        <span className={styles.space} />
        <Button small disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - PAGE))}>
          Previous
        </Button>
        <Button small disabled={offset + PAGE >= count} onClick={() => setOffset(offset + PAGE)}>
          Next
        </Button>
      </header>
      <div className={styles.grid}>
        {sample?.kind === 'images' &&
          sample.rows.map((row, i) => (
            <span
              key={row.source}
              data-tip={`${row.name || `image ${row.source + 1}`}${row.part ? ` · ${row.part}` : ''}`}
            >
              <Thumbnail sample={sample} index={i} label={row.name || `image ${row.source + 1}`} />
            </span>
          ))}
      </div>
    </section>
  );
}

function Form() {
  const { edit } = useStudio();
  const data = useDocument((d) => d.data);
  const { image } = data;
  if (!image) return null;
  const set = (patch: Partial<typeof image>): void =>
    edit.setData({ ...data, image: { ...image, ...patch } }, 'Change images');
  return (
    <div className={styles.form}>
      <span className={styles.field}>
        size
        <NumberField
          label="width"
          integer
          min={1}
          max={512}
          value={image.width}
          onChange={(width) => width !== null && set({ width })}
        />
        ×
        <NumberField
          label="height"
          integer
          min={1}
          max={512}
          value={image.height}
          onChange={(height) => height !== null && set({ height })}
        />
      </span>
      <Segmented
        label="Colour"
        value={String(image.channels)}
        segments={[
          { value: '1', label: 'Grey' },
          { value: '3', label: 'Colour' },
        ]}
        onChange={(channels) => set({ channels: channels === '3' ? 3 : 1 })}
      />
      <Segmented
        label="How images of other proportions are fitted"
        value={image.fit}
        segments={[
          { value: 'center-crop', label: 'Crop', tip: 'The middle, cut to the proportions' },
          { value: 'contain', label: 'Contain', tip: 'All of it, with a border' },
          { value: 'stretch', label: 'Stretch', tip: 'All of it, out of proportion' },
        ]}
        onChange={(fit) => set({ fit })}
      />
    </div>
  );
}

export function ImagesView({ description }: { readonly description: DatasetDescription }) {
  const { applyFix } = useStudio();
  const [open, setOpen] = useState<string | null>(null);
  const classes = description.images?.classes ?? [];
  const shown = classes.find((c) => c.name === open);
  const serious = description.problems.filter((p) => p.severity !== 'info');
  return (
    <>
      {serious.map((p) => (
        <ProblemCard key={`${p.code} ${p.where}`} problem={p} onFix={applyFix} />
      ))}
      <Form />
      {shown ? (
        <OneClass key={shown.name} name={shown.name} count={shown.count} onBack={() => setOpen(null)} />
      ) : (
        <ul className={styles.classes} aria-label="Classes">
          {classes.slice(0, 40).map((c) => (
            <ClassRow key={c.name} name={c.name} count={c.count} onOpen={() => setOpen(c.name)} />
          ))}
        </ul>
      )}
      {!shown && classes.length > 40 && <p className={styles.count}>and {classes.length - 40} more classes</p>}
    </>
  );
}
