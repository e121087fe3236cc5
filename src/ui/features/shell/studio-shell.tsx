/**
 * The studio's places around the canvas: data and layers left, inspector right, dock below, each as wide as its splitter
 * was left. Below 1024 pixels there is one place at a time and a bar to change between them.
 */
import { type CSSProperties, Suspense } from 'react';
import { lazyPart } from '../../components/lazy-part';
import { Splitter } from '../../components/splitter';
import { useStudio, useView } from '../../studio';
import { CanvasPlace } from '../canvas/canvas-place';
import { DataCard } from '../data/data-card';
import { Dock } from '../dock/dock';
import { Inspector } from '../inspector/inspector';
import { Palette } from '../palette/palette';
import { StackDrag } from '../stack/drag';
import { BottomNav } from './bottom-nav';
import { Header, ReadOnlyBar } from './header';
import styles from './shell.module.css';
import { usePanelSizes, useWindowSize } from './sizes';

const DataScreen = lazyPart(() => import('../data/data-screen'), true);

const HEADER = 52;
const NARROW = 1024;

export function StudioShell() {
  const { view } = useStudio();
  const window = useWindowSize();
  const place = useView((v) => v.place);
  const dockSize = useView((v) => v.dockSize);
  const screen = useView((v) => v.screen);
  const narrow = window.width < NARROW;
  const sizes = usePanelSizes(window);
  const vars = {
    '--left': `${sizes.left.size}px`,
    '--right': `${sizes.right.size}px`,
    '--dock':
      dockSize === 'closed' ? 'auto' : dockSize === 'full' ? `${window.height - HEADER}px` : `${sizes.dock.size}px`,
  } as CSSProperties;
  // With one place at a time, the place shown is the main one.
  const Side = narrow ? 'main' : 'aside';
  const Bottom = narrow && place === 'dock' ? 'main' : 'section';
  const shown = (name: typeof place): boolean => !narrow || place === name;

  return (
    <StackDrag>
      <div className={styles.shell} style={vars} data-narrow={narrow || undefined} data-dock={dockSize}>
        <a className={styles.skip} href="#canvas">
          Skip to the canvas
        </a>
        <a className={styles.skip} href="#dock">
          Skip to training
        </a>
        <Header narrow={narrow} />
        <ReadOnlyBar />
        <div className={styles.places}>
          <Side
            id="left"
            aria-label="Data and layers"
            className={styles.left}
            hidden={!shown('data') && !shown('layers')}
          >
            <div className={styles.scroll}>
              {shown('data') && <DataCard />}
              {shown('layers') && <Palette />}
            </div>
            {!narrow && (
              <Splitter
                label="Width of data and layers"
                orientation="vertical"
                before
                controls="left"
                {...sizes.left}
              />
            )}
          </Side>
          <main id="canvas" tabIndex={-1} className={styles.canvas} hidden={!shown('canvas')}>
            <CanvasPlace />
          </main>
          <Side id="right" aria-label="Inspector" className={styles.right} hidden={!shown('inspector')}>
            {!narrow && (
              <Splitter label="Width of the inspector" orientation="vertical" controls="right" {...sizes.right} />
            )}
            <div className={styles.fill}>
              <Inspector />
            </div>
          </Side>
        </div>
        <Bottom id="dock" tabIndex={-1} aria-label="Training" className={styles.dock}>
          {!narrow && dockSize === 'normal' && (
            <Splitter
              label="Height of training and live views"
              orientation="horizontal"
              controls="dock"
              {...sizes.dock}
            />
          )}
          <h2 className="visually-hidden">Training</h2>
          <Dock compact={narrow && place !== 'dock'} />
        </Bottom>
        {narrow && <BottomNav />}
      </div>
      <Suspense fallback={null}>
        {screen === 'data' && <DataScreen onClose={() => view.setState({ screen: 'studio' })} />}
      </Suspense>
    </StackDrag>
  );
}
