/** The tab's title and icon show how far training is, so that another tab can be watched meanwhile. */
import { useEffect } from 'react';
import { useDocument, useRuns, useTraining } from '../../studio';

const ICON = 'link[rel="icon"]';

/** A ring filled to `share`, as an address for the tab's icon. */
function ring(share: number, color: string): string {
  const turn = 2 * Math.PI * 12;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="none" stroke-width="6"><circle cx="16" cy="16" r="12" stroke="#94a3b8" stroke-opacity=".35"/><circle cx="16" cy="16" r="12" stroke="${color}" stroke-dasharray="${share * turn} ${turn}" transform="rotate(-90 16 16)"/></g></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

export function PageProgress() {
  const name = useDocument((d) => d.name);
  const status = useTraining((t) => t.status);
  // A hundredth is as fine as a tab can show; a finer number would redraw for nothing.
  const percent = useRuns((r) => {
    if (!r.live) return 0;
    const { epoch, batch, batches, epochs } = r.live;
    return Math.min(100, Math.floor(((epoch + batch / Math.max(1, batches)) / Math.max(1, epochs)) * 100));
  });
  const active = status === 'running' || status === 'paused';
  useEffect(() => {
    const mark = status === 'paused' ? '⏸ ' : '';
    document.title = active ? `${mark}${percent}% · ${name} · Strata` : `${name} · Strata`;
    const link = document.querySelector<HTMLLinkElement>(ICON);
    if (!link) return;
    link.dataset.still ??= link.href;
    link.href = active
      ? ring(percent / 100, status === 'paused' ? '#d97706' : '#6366f1')
      : (link.dataset.still ?? link.href);
  }, [active, percent, name, status]);
  return null;
}
