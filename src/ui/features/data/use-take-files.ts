/** What happens to files a person brings: a project opens, anything else becomes the project's data. */
import { useCallback } from 'react';
import { useStudio } from '../../studio';

export function useTakeFiles(): (files: readonly File[]) => void {
  const { data, report, view } = useStudio();
  return useCallback(
    (files) => {
      if (files.length === 0) return;
      view.setState({ screen: 'data' });
      void data.importFiles(files).then((result) => {
        if (!result.ok) report(result.problem, 'import');
      });
    },
    [data, report, view],
  );
}
