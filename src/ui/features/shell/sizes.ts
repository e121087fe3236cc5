/** Sizes of the places in pixels, remembered; and the size of the window. */
import { useCallback, useRef, useSyncExternalStore } from 'react';
import { useSettings, useStudio } from '../../studio';

export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

/** The size of the window, kept as one object while it stays the same. */
export function useWindowSize(): WindowSize {
  const last = useRef<WindowSize>({ width: 0, height: 0 });
  const subscribe = useCallback((changed: () => void) => {
    window.addEventListener('resize', changed);
    return () => window.removeEventListener('resize', changed);
  }, []);
  return useSyncExternalStore(subscribe, () => {
    const { innerWidth: width, innerHeight: height } = window;
    if (last.current.width !== width || last.current.height !== height) last.current = { width, height };
    return last.current;
  });
}

interface PanelSize {
  readonly size: number;
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  readonly onResize: (size: number) => void;
}

const GROUP = 'shell';
const CANVAS_LEAST = 380;

/** Left, right and dock: within what the window allows, whatever was remembered. */
export function usePanelSizes(size: WindowSize): {
  readonly left: PanelSize;
  readonly right: PanelSize;
  readonly dock: PanelSize;
} {
  const { settings } = useStudio();
  const stored = useSettings((s) => s.panels[GROUP]);
  const wide = size.width >= 1280;
  const initial = [wide ? 248 : 224, wide ? 300 : 272, Math.round(Math.min(340, size.height * 0.34))];
  const bounds = [
    [190, Math.min(420, size.width - CANVAS_LEAST - 240)],
    [240, Math.min(560, size.width - CANVAS_LEAST - 190)],
    [140, Math.max(160, size.height - 260)],
  ] as const;
  const panel = (i: 0 | 1 | 2): PanelSize => {
    const [min, max] = bounds[i];
    return {
      size: Math.max(min, Math.min(max, stored?.[i] ?? (initial[i] as number))),
      min,
      max,
      initial: initial[i] as number,
      onResize: (next) => {
        const now = stored ?? initial;
        settings.setState((s) => ({ panels: { ...s.panels, [GROUP]: now.map((v, at) => (at === i ? next : v)) } }));
      },
    };
  };
  return { left: panel(0), right: panel(1), dock: panel(2) };
}
