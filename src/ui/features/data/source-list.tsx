/** What data there is to choose from: a file of one's own first, real sets that ship with the app, sets made by formula. */
import { useCallback, useEffect, useRef } from 'react';
import type { DataSource } from '../../../graph/data-spec';
import { Button } from '../../components/button';
import { Fold } from '../../components/fold';
import { formatCount } from '../../components/format';
import { Icon, type IconName } from '../../components/icon';
import { useData, useDocument, useStudio, useView } from '../../studio';
import { useWindowSize } from '../shell/sizes';
import styles from './source-list.module.css';
import { useTakeFiles } from './use-take-files';

const ICONS: { readonly [kind: string]: IconName } = { vector: 'table', image: 'image', series: 'chart', text: 'file' };

function same(a: DataSource, b: DataSource): boolean {
  return a.kind === b.kind && 'name' in a && 'name' in b && a.name === b.name;
}

function OwnFile() {
  const take = useTakeFiles();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const requests = useView((v) => v.fileRequests);
  const first = useRef(requests);
  useEffect(() => {
    if (requests > first.current) files.current?.click();
    first.current = requests;
  }, [requests]);
  const chosen = (input: HTMLInputElement): void => {
    take([...(input.files ?? [])]);
    // So that choosing the same file again is a change, too.
    input.value = '';
  };
  return (
    <div className={styles.own}>
      <Icon name="upload" size={18} />
      <p>Drop a CSV, or a folder of images or texts, anywhere on this page, or</p>
      <div className={styles.ownButtons}>
        <Button small onClick={() => files.current?.click()}>
          Choose files
        </Button>
        <Button small onClick={() => folder.current?.click()}>
          Folder
        </Button>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label="Data files"
        accept=".csv,.tsv,.txt,.zip,.png,.jpg,.jpeg,.gif,.webp,.bmp,.avif,.strata"
        onChange={(event) => chosen(event.currentTarget)}
      />
      <input
        ref={(element) => {
          folder.current = element;
          element?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        hidden
        aria-label="Folder of images or texts"
        onChange={(event) => chosen(event.currentTarget)}
      />
    </div>
  );
}

/** The list; on a small screen folded away once there is data, and again when other data was chosen. */
export function SourceList() {
  const { width } = useWindowSize();
  return width >= 1024 ? <Sources /> : <FoldedSources />;
}

function FoldedSources() {
  const importing = useData((d) => d.importing !== null);
  const frame = useRef<HTMLDivElement>(null);
  const close = useCallback(() => {
    const fold = frame.current?.querySelector('details');
    if (!fold?.open) return;
    // The button that was pressed goes out of sight: who came by keyboard goes on from here.
    if (fold.contains(document.activeElement)) fold.querySelector('summary')?.focus();
    fold.open = false;
  }, []);
  useEffect(() => {
    if (importing) close();
  }, [importing, close]);
  return (
    <div ref={frame} className={styles.folded}>
      <Fold label="Choose another data set">
        <Sources onChosen={close} />
      </Fold>
    </div>
  );
}

function Sources({ onChosen }: { readonly onChosen?: () => void }) {
  const { data, report } = useStudio();
  const catalog = useData((d) => d.catalog);
  const source = useDocument((d) => d.data.source);
  const own = source.kind === 'table' || source.kind === 'images' ? source.fileName : null;
  const groups = [
    { title: 'Built in', entries: catalog.filter((e) => e.source.kind === 'builtin') },
    { title: 'Generated', entries: catalog.filter((e) => e.source.kind === 'generated') },
  ];
  return (
    <nav aria-label="Data sets" className={styles.list}>
      <section className={styles.group}>
        <h3 className={styles.heading}>Your data</h3>
        {own && (
          <div className={styles.entry} aria-current="true">
            <Icon name={source.kind === 'images' ? 'image' : 'table'} />
            <span className={styles.words}>
              <span className={styles.title}>{own}</span>
            </span>
          </div>
        )}
        <OwnFile />
      </section>
      {groups.map((group) => (
        <section key={group.title} className={styles.group}>
          <h3 className={styles.heading}>{group.title}</h3>
          {group.entries.map((entry) => (
            <button
              key={entry.title}
              type="button"
              className={styles.entry}
              aria-current={same(entry.source, source) ? 'true' : undefined}
              data-tip={`${entry.description}\n${entry.source.kind === 'builtin' ? entry.licence : ''}`.trim()}
              data-tip-side="right"
              onClick={() => {
                onChosen?.();
                void data.use(entry.source).then((result) => {
                  if (!result.ok) report(result.problem);
                });
              }}
            >
              <Icon name={ICONS[entry.inputKind] ?? 'table'} />
              <span className={styles.words}>
                <span className={styles.title}>{entry.title}</span>
                <span className={styles.contents}>
                  {entry.source.kind === 'builtin' && `${formatCount(entry.rows)} · `}
                  {entry.contents}
                </span>
              </span>
            </button>
          ))}
        </section>
      ))}
    </nav>
  );
}
