/**
 * The data screen: what there is to choose from, what the chosen data looks like column by column or image by image, and
 * how it is split and turned into what the model gets. Every choice acts at once and undoes like everything else.
 */
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { Empty } from '../../components/empty';
import { formatBytes, formatCount } from '../../components/format';
import { ProblemCard } from '../../components/problem-card';
import { Progress } from '../../components/progress';
import { useData, useDocument, useStudio, useView } from '../../studio';
import { UndoRedo } from '../shell/undo-redo';
import styles from './data-screen.module.css';
import { DataSettings } from './data-settings';
import { GeneratedView } from './generated-view';
import { ImagesView } from './images-view';
import { SourceList } from './source-list';
import { TableView } from './table-view';

function MetaLine() {
  const description = useData((d) => d.description);
  if (!description) return null;
  const { read, columns, rows, kind, provenance } = description;
  const parts = [
    `${formatCount(rows)} ${kind === 'images' ? 'images' : 'rows'}`,
    kind === 'table' ? `${columns.length} columns` : null,
    read?.delimiter ? { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }[read.delimiter] : null,
    read?.encoding?.toUpperCase(),
    read ? formatBytes(read.bytes) : null,
    read ? `read in ${(read.milliseconds / 1000).toFixed(1)} s` : null,
    provenance && !read ? provenance.licence : null,
  ];
  return <p className={styles.meta}>{parts.filter(Boolean).join(' · ')}</p>;
}

const PHASES = {
  reading: 'Reading',
  unpacking: 'Unpacking',
  decoding: 'Decoding images of',
  saving: 'Keeping',
} as const;

function Importing() {
  const { data } = useStudio();
  const importing = useData((d) => d.importing);
  if (!importing) return null;
  const { name, progress } = importing;
  const words = `${PHASES[progress?.phase ?? 'reading']} ${name}`;
  return (
    <div className={styles.importing}>
      <div className={styles.importingText}>
        <b>{words}</b>
        <span className="numbers">
          {progress?.done !== undefined && formatCount(progress.done)}
          {progress?.total !== undefined && ` of ${formatCount(progress.total)}`}
        </span>
      </div>
      <Progress label={words} value={progress?.share ?? null} />
      <Button small onClick={() => data.cancelImport()}>
        Cancel
      </Button>
    </div>
  );
}

/** Why the file brought last could not be used; the data there was stays. */
function ImportProblem() {
  const { applyFix, dismiss } = useStudio();
  const notice = useView((v) => v.notices.find((n) => n.id === 'import'));
  if (!notice) return null;
  const problem = {
    code: 'import',
    severity: notice.tone === 'success' ? ('info' as const) : notice.tone,
    message: notice.message,
    ...(notice.detail !== undefined && { received: notice.detail }),
    fixes: notice.actions,
  };
  return (
    <div role="alert">
      <ProblemCard
        problem={problem}
        onDismiss={() => dismiss('import')}
        onFix={(fix) => {
          dismiss('import');
          applyFix(fix);
        }}
      />
    </div>
  );
}

function Content() {
  const { applyFix } = useStudio();
  const status = useData((d) => d.status);
  const problem = useData((d) => d.problem);
  const description = useData((d) => d.description);
  const progress = useData((d) => d.progress);
  const source = useDocument((d) => d.data.source);
  return (
    <div className={styles.content} aria-busy={status === 'loading'}>
      <Importing />
      <ImportProblem />
      {status === 'failed' && problem && <ProblemCard problem={problem} onFix={applyFix} />}
      {!description && status === 'loading' && (
        <div className={styles.loading}>
          <Progress label="Loading the data" value={progress?.share ?? null} />
        </div>
      )}
      {!description && status === 'failed' && (
        <Empty icon="table" title="This data cannot be shown">
          Choose another data set on the left, or bring a file of your own.
        </Empty>
      )}
      {source.kind === 'generated' && <GeneratedView source={source} />}
      {description?.kind === 'table' && <TableView description={description} />}
      {description?.kind === 'images' && <ImagesView description={description} />}
    </div>
  );
}

export default function DataScreen({ onClose }: { readonly onClose: () => void }) {
  const open = useView((v) => v.screen === 'data');
  const name = useData((d) => d.description?.name ?? 'Data');
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Data"
      size="full"
      header={(titleId) => (
        <div className={styles.header}>
          <h2 id={titleId} tabIndex={-1} className={styles.name}>
            {name}
          </h2>
          <MetaLine />
          <span className={styles.space} />
          <UndoRedo />
          <Button variant="primary" onClick={onClose}>
            Use this data
          </Button>
        </div>
      )}
    >
      <div className={styles.columns}>
        <SourceList />
        <Content />
        <DataSettings />
      </div>
    </Dialog>
  );
}
