/** What Strata is, and what it does with your data: nothing that leaves the browser. */
import { Dialog } from '../../components/dialog';
import { useStudio, useView } from '../../studio';
import styles from './about.module.css';

export default function AboutDialog() {
  const { view } = useStudio();
  const open = useView((v) => v.dialog === 'about');
  return (
    <Dialog open={open} onClose={() => view.setState({ dialog: null })} title="About Strata" size="small">
      <div className={styles.text}>
        <p>
          Strata builds and trains neural networks in this browser tab: your data, a stack of Keras layers, compile,
          fit, and live curves while it learns.
        </p>
        <p>
          <b>Nothing leaves this browser.</b> Data, models and runs are kept in the browser's own storage; the page's
          security policy blocks every request to anywhere but the place the page came from.
        </p>
        <p>Layers, losses, optimizers and metrics follow Keras 3 and are checked against it. Apache-2.0 licence.</p>
      </div>
    </Dialog>
  );
}
