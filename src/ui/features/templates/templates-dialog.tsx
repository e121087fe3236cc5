/** Models to begin with: templates drawn as they would be for the data at hand, and Keras' applications. */
import { useMemo, useState } from 'react';
import { groupBy } from '../../../base/group';
import type { Result } from '../../../base/problem';
import type { DataFacts } from '../../../state';
import {
  APPLICATIONS,
  type ApplicationInfo,
  applicationRefused,
  beginWith,
  beginWithApplication,
  TEMPLATES,
  type Template,
} from '../../../state/templates';
import { Dialog } from '../../components/dialog';
import { formatCount } from '../../components/format';
import { useData, useStudio, useView } from '../../studio';
import { Figure } from './figure';
import styles from './templates.module.css';

function TemplateCard({
  template,
  facts,
  onTake,
}: {
  readonly template: Template;
  readonly facts: DataFacts | null;
  readonly onTake: () => void;
}) {
  const refused = facts ? template.refused(facts) : 'The data is not ready yet.';
  const model = useMemo(
    () => (facts && template.refused(facts) === null ? template.make(facts).model : null),
    [template, facts],
  );
  return (
    <li>
      <button type="button" className={styles.card} aria-disabled={refused !== null || undefined} onClick={onTake}>
        <span className={styles.picture}>{model && <Figure model={model} />}</span>
        <span className={styles.name}>{template.name}</span>
        <span className={styles.summary}>{template.summary}</span>
        {refused !== null && <span className={styles.refused}>{refused}</span>}
      </button>
    </li>
  );
}

export default function TemplatesDialog() {
  const studio = useStudio();
  const open = useView((v) => v.dialog === 'templates');
  const facts = useData((d) => d.facts);
  const [busy, setBusy] = useState<string | null>(null);
  const close = (): void => studio.view.setState({ dialog: null });
  const told = (result: Result<null>): void => {
    if (result.ok) close();
    else studio.announce(result.problem.message);
  };
  const takeApplication = async (info: ApplicationInfo): Promise<void> => {
    setBusy(info.name);
    told(await beginWithApplication(studio, info));
    setBusy(null);
  };
  const families = useMemo(() => [...groupBy(APPLICATIONS, (a) => a.family)], []);
  const none = facts ? applicationRefused(facts) : null;
  return (
    <Dialog open={open} onClose={close} title="Begin with a model" className={styles.dialog ?? ''}>
      <div className={styles.body}>
        <p className={styles.lead}>
          Each is made for your data and replaces the model in one step, which undo takes back.
        </p>
        <ul className={styles.grid} aria-label="Templates">
          {TEMPLATES.map((t) => (
            <TemplateCard key={t.id} template={t} facts={facts} onTake={() => told(beginWith(studio, t.id))} />
          ))}
        </ul>
        <section aria-labelledby="applications-title" className={styles.applications}>
          <h3 id="applications-title">Keras applications</h3>
          <p className={styles.lead}>
            {none ?? 'Known architectures without their classifier, with random weights, as one card to open.'}
          </p>
          {families.map(([family, members]) => (
            <div key={family} className={styles.family}>
              <p className={styles.familyName}>
                <b>{family}</b> <span>{members[0]?.summary}</span>
              </p>
              <ul className={styles.chips} aria-label={family}>
                {members.map((info) => (
                  <li key={info.name}>
                    <button
                      type="button"
                      className={styles.chip}
                      aria-disabled={none !== null || busy !== null || undefined}
                      onClick={() => {
                        if (none === null && busy === null) void takeApplication(info);
                      }}
                    >
                      {info.name}
                      <span className={styles.count}>
                        {busy === info.name ? 'building …' : `${formatCount(Math.round(info.parameters / 1e5) / 10)} M`}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </section>
      </div>
    </Dialog>
  );
}
