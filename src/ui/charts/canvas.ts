/** Drawing on a canvas at the device's resolution, again whenever size or theme changes. */
import { type RefObject, useEffect, useRef } from 'react';

export type Draw = (
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  color: (variable: string) => string,
) => void;

/** Resolves a colour variable to something a canvas takes, `light-dark()` included. */
function resolver(element: HTMLElement): (variable: string) => string {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.parentElement?.append(probe);
  const known = new Map<string, string>();
  queueMicrotask(() => probe.remove());
  return (variable) => {
    let c = known.get(variable);
    if (c === undefined) {
      probe.style.color = `var(${variable})`;
      c = getComputedStyle(probe).color;
      known.set(variable, c);
    }
    return c;
  };
}

export function useCanvas(draw: Draw): RefObject<HTMLCanvasElement | null> {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    const paint = (): void => {
      const { width, height } = canvas.getBoundingClientRect();
      if (width === 0 || height === 0) return;
      const scale = Math.min(devicePixelRatio, 2);
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      const context = canvas.getContext('2d');
      if (!context) return;
      context.scale(scale, scale);
      draw(context, width, height, resolver(canvas));
    };
    paint();
    const size = new ResizeObserver(paint);
    size.observe(canvas);
    const theme = new MutationObserver(paint);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      size.disconnect();
      theme.disconnect();
    };
  }, [draw]);
  return ref;
}

/** Red, green and blue (0..255) of a colour as `getComputedStyle` gives it. */
export function rgb(color: string): [number, number, number] {
  const n = color.match(/[\d.]+/g)?.map(Number) ?? [];
  const scale = color.startsWith('color(') ? 255 : 1;
  return [(n[0] ?? 0) * scale, (n[1] ?? 0) * scale, (n[2] ?? 0) * scale];
}
