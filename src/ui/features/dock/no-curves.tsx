/** What stands in the place of curves before the first run. */
import { Button } from '../../components/button';
import { Empty } from '../../components/empty';
import { useStudio } from '../../studio';

export function NoCurves() {
  const studio = useStudio();
  return (
    <Empty
      icon="chart"
      title="Curves appear here"
      actions={
        <Button variant="primary" icon="play" onClick={() => studio.run('run.start')}>
          Train
        </Button>
      }
    >
      Train the model to watch loss and metrics change, batch by batch.
    </Empty>
  );
}
