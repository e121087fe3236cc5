/** What happens to files a person brings: a project opens, anything else becomes the project's data. */
import { useCallback } from 'react';
import { useStudio } from '../../studio';

export function useTakeFiles(): (files: readonly File[]) => void {
  const { data, projects, report, view } = useStudio();
  return useCallback(
    (files) => {
      const [first] = files;
      if (!first) return;
      if (/\.strata$/i.test(first.name)) {
        void projects.openFile(first).then((result) => {
          if (!result.ok) report(result.problem, 'project-file');
        });
        return;
      }
      view.setState({ screen: 'data' });
      void data.importFiles(files).then((result) => {
        if (!result.ok) report(result.problem, 'import');
      });
    },
    [data, projects, report, view],
  );
}
