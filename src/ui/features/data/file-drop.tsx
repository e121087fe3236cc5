/** Files dropped anywhere on the page become the project's data; a projects file opens. The page says so while they hover. */
import { useEffect, useRef, useState } from 'react';
import { Icon } from '../../components/icon';
import { useStudio } from '../../studio';
import { filesOf } from './dropped-files';
import styles from './file-drop.module.css';
import { useTakeFiles } from './use-take-files';

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

export function FileDrop() {
  const [over, setOver] = useState(false);
  const depth = useRef(0);
  const take = useTakeFiles();
  const { report } = useStudio();
  useEffect(() => {
    const enter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth.current++;
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setOver(false);
    };
    const hover = (event: DragEvent): void => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      depth.current = 0;
      setOver(false);
      filesOf(event.dataTransfer).then(take, (error: unknown) => {
        report({
          code: 'drop-unreadable',
          severity: 'error',
          message: 'What was dropped could not be read.',
          received: String(error),
        });
      });
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', hover);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', hover);
      window.removeEventListener('drop', drop);
    };
  }, [take, report]);
  return <FileDropVeil over={over} />;
}

function FileDropVeil({ over }: { readonly over: boolean }) {
  const veil = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In the top layer, so that it covers an open data screen too.
    if (over) veil.current?.showPopover();
    else if (veil.current?.matches(':popover-open')) veil.current.hidePopover();
  }, [over]);
  return (
    <div ref={veil} popover="manual" className={styles.veil}>
      <div className={styles.card}>
        <Icon name="upload" size={28} />
        <p className={styles.title}>Drop to use as data</p>
        <p className={styles.words}>
          CSV or TSV, a zip or folder of images, a folder of texts, images with a CSV of labels, or a .strata project
        </p>
      </div>
    </div>
  );
}
