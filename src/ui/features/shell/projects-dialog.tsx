/** All projects of this browser: open, rename, copy, remove; a removed one can be brought back by the notice. */
import { useState } from 'react';
import { Button, IconButton } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { Empty } from '../../components/empty';
import { formatAgo } from '../../components/format';
import { TextField } from '../../components/text-field';
import { useDocument, useProjects, useStudio, useView } from '../../studio';
import styles from './projects-dialog.module.css';

const MANY = 8;

export default function ProjectsDialog() {
  const { projects, run, view } = useStudio();
  const open = useView((v) => v.dialog === 'projects');
  const list = useProjects((p) => p.list);
  const current = useDocument((d) => d.id);
  const [query, setQuery] = useState('');
  const close = (): void => view.setState({ dialog: null });
  const shown = list.filter((p) => p.name.toLowerCase().includes(query.trim().toLowerCase()));
  return (
    <Dialog open={open} onClose={close} title="Projects">
      <div className={styles.body}>
        <div className={styles.bar}>
          <Button
            icon="plus"
            variant="primary"
            onClick={() => {
              close();
              run('project.new');
            }}
          >
            New project
          </Button>
          <Button
            icon="upload"
            onClick={() => {
              close();
              run('project.open-file');
            }}
          >
            Open a file
          </Button>
          {list.length > MANY && (
            <input
              type="search"
              className={styles.search}
              aria-label="Search projects"
              placeholder="Search projects"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
          )}
        </div>
        {shown.length === 0 ? (
          <Empty icon="folder" title={list.length === 0 ? 'No stored projects' : 'No project of that name'} />
        ) : (
          <ul className={styles.list}>
            {shown.map((p) => (
              <li key={p.id} className={styles.project} aria-current={p.id === current ? 'true' : undefined}>
                <TextField
                  bare
                  aria-label={`Name of ${p.name}`}
                  className={styles.name}
                  value={p.name}
                  onCommit={(name) => void projects.rename(p.id, name)}
                />
                <span className={styles.when}>{p.id === current ? 'open now' : formatAgo(p.updatedAt)}</span>
                <Button
                  small
                  disabled={p.id === current}
                  aria-label={`Open ${p.name}`}
                  onClick={() => {
                    close();
                    void projects.open(p.id);
                  }}
                >
                  Open
                </Button>
                <IconButton
                  icon="copy"
                  label={`Duplicate ${p.name}`}
                  onClick={() => {
                    close();
                    void projects.duplicate(p.id);
                  }}
                />
                <IconButton icon="trash" label={`Remove ${p.name}`} onClick={() => void projects.remove(p.id)} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}
