/** What a graph of inputs alone says: how it begins. */
import { Button } from '../../components/button';
import { Kbd } from '../../components/kbd';
import { useStudio } from '../../studio';
import styles from './graph.module.css';

export function Empty() {
  const studio = useStudio();
  return (
    <div className={styles.empty} data-still>
      <p>
        Drag a layer here, double-click where one should be, or press <Kbd keys="I" />.
      </p>
      <Button small onClick={() => studio.view.setState({ dialog: 'templates' })}>
        Begin with a template
      </Button>
    </div>
  );
}
