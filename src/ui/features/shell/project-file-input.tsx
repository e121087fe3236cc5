/** The hidden file input behind "Open a project file". */
import { useEffect, useRef } from 'react';
import { useStudio, useView } from '../../studio';

export function ProjectFileInput() {
  const { projects, report } = useStudio();
  const requests = useView((v) => v.projectFileRequests);
  const input = useRef<HTMLInputElement>(null);
  const answered = useRef(requests);
  useEffect(() => {
    if (requests > answered.current) input.current?.click();
    answered.current = requests;
  }, [requests]);
  return (
    <input
      ref={input}
      type="file"
      hidden
      aria-label="Project file"
      accept=".strata"
      onChange={(event) => {
        const file = event.currentTarget.files?.[0];
        // So that choosing the same file again is a change, too.
        event.currentTarget.value = '';
        if (!file) return;
        void projects.openFile(file).then((result) => {
          if (!result.ok) report(result.problem, 'project-file');
        });
      }}
    />
  );
}
