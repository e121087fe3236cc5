/** The app's own small set of line icons, drawn on a 16 by 16 grid in the colour of the text around them. */

const PATHS = {
  play: 'M5 3.2v9.6l8-4.8z',
  pause: 'M4.5 3v10M11.5 3v10',
  stop: 'M4 4h8v8H4z',
  stepBatch: 'M4 3.5v9l6-4.5zM12.5 3.5v9',
  stepEpoch: 'M2.5 3.5v9l4.5-4.5zM7.5 3.5v9l4.5-4.5zM14 3.5v9',
  undo: 'M6 3 2.5 6.5 6 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H7',
  redo: 'M10 3l3.5 3.5L10 10M13.5 6.5H6a3.5 3.5 0 0 0 0 7h3',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3l3.2 3.2',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5l3.2 3.2L13 5',
  chevronDown: 'M4 6l4 4 4-4',
  chevronRight: 'M6 4l4 4-4 4',
  chevronUp: 'M4 10l4-4 4 4',
  chevronLeft: 'M10 4L6 8l4 4',
  arrowUp: 'M8 13V3M4 7l4-4 4 4',
  arrowDown: 'M8 3v10M4 9l4 4 4-4',
  arrowRight: 'M3 8h10M9 4l4 4-4 4',
  trash: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M6.8 7v3.5M9.2 7v3.5',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5h-1v-8h8v1',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6z',
  system: 'M2 3h12v8H2zM5.5 13.5h5M8 11v2.5',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  warning: 'M8 2.5 14.5 13.5h-13zM8 6.5v3.2M8 11.6h.01',
  error: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 5v3.6M8 10.8h.01',
  info: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.4V11M8 5.2h.01',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5.2a2.5 2.5 0 0 1 5 0v2.3',
  upload: 'M8 10.5v-8M4.8 5.7 8 2.5l3.2 3.2M2.5 10.5v3h11v-3',
  download: 'M8 2.5v8M4.8 7.3 8 10.5l3.2-3.2M2.5 10.5v3h11v-3',
  folder: 'M2 4h4l1.5 1.5H14v7.5H2z',
  table: 'M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.5 6.3V13',
  image: 'M2.5 3h11v10h-11zM2.5 11l3.3-3.3 2.4 2.4 2-2 3.3 3.3M10.5 5.5h.01',
  layers: 'M8 2.5 14 5.5 8 8.5 2 5.5zM2.5 8.2 8 11l5.5-2.8M2.5 10.7 8 13.5l5.5-2.8',
  sliders: 'M2.5 5h6M11.5 5h2M10 3.3v3.4M2.5 11h2M7.5 11h6M6 9.3v3.4',
  chart: 'M2.5 2.5v11h11M5 10.5 7.5 7l2.3 2L13 4.5',
  command:
    'M5.5 5.5h5v5h-5zM5.5 5.5H4A1.75 1.75 0 1 1 5.5 4zM10.5 5.5V4A1.75 1.75 0 1 1 12 5.5zM10.5 10.5H12a1.75 1.75 0 1 1-1.5 1.5zM5.5 10.5V12A1.75 1.75 0 1 1 4 10.5z',
  reset: 'M3 3v3.5h3.5M3.3 6.3A5.3 5.3 0 1 1 3 9.5',
  expand: 'M9.5 2.5h4v4M6.5 13.5h-4v-4M13.5 2.5l-4.7 4.7M2.5 13.5l4.7-4.7',
  collapse: 'M13.5 6.5h-4v-4M2.5 9.5h4v4M9.5 6.5l4-4M6.5 9.5l-4 4',
  spark: 'M8 2v3M8 11v3M2 8h3M11 8h3M4 4l1.8 1.8M10.2 10.2 12 12M12 4l-1.8 1.8M5.8 10.2 4 12',
  shuffle: 'M2.5 4.5h2.2l6.3 7h2.5M2.5 11.5h2.2l1.7-1.9M9 6.6l2-2.1h2.5M11.5 2.5l2 2-2 2M11.5 9.5l2 2-2 2',
  keyboard: 'M1.5 4h13v8h-13zM4 6.5h.01M6.6 6.5h.01M9.3 6.5h.01M12 6.5h.01M5 9.5h6',
  tree: 'M6 2.2h4v3.2H6zM2 10.6h4v3.2H2zM10 10.6h4v3.2h-4zM8 5.4V8M4 10.6V8h8v2.6',
  input: 'M2.5 2.5h11V7h-11zM8 7v6.5M5.2 10.7 8 13.5l2.8-2.8',
  file: 'M4 2h5l3.5 3.5V14H4zM9 2v3.5h3.5',
  cut: 'M5 10.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zM11 10.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zM6 10.6 11 2M10 10.6 5 2',
} as const;

export type IconName = keyof typeof PATHS | 'grip';

const FILLED: ReadonlySet<IconName> = new Set(['play', 'stop']);
const GRIP = [4, 8, 12].flatMap((y) => [5.5, 10.5].map((x) => [x, y] as const));

export interface IconProps {
  readonly name: IconName;
  readonly size?: number;
  readonly className?: string | undefined;
}

/** Decoration only: whatever carries it has a name of its own. */
export function Icon({ name, size = 16, className }: IconProps) {
  if (name === 'grip') {
    return (
      <svg width={size} height={size} viewBox="0 0 16 16" fill="currentColor" aria-hidden="true" className={className}>
        {GRIP.map(([x, y]) => (
          <circle key={`${x} ${y}`} cx={x} cy={y} r="1.15" />
        ))}
      </svg>
    );
  }
  const filled = FILLED.has(name);
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2 : name === 'pause' ? 2.4 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={className}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark of the app: three strata. */
export function Logo({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect x="3" y="3" width="26" height="7.4" rx="3.7" fill="light-dark(#a5b4fc, #c7d2fe)" />
      <rect x="3" y="12.3" width="26" height="7.4" rx="3.7" fill="light-dark(#6366f1, #818cf8)" />
      <rect x="3" y="21.6" width="26" height="7.4" rx="3.7" fill="light-dark(#3730a3, #4f46e5)" />
    </svg>
  );
}
