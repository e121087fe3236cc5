/** Keras' naming rules. Source: keras/src/utils/naming.py. */

/** `Conv2DTranspose` -> `conv2d_transpose`, `LSTM` -> `lstm`, `ReLU` -> `re_lu`; operations too: `ops.Add` -> `add`. */
export function snakeCase(name: string): string {
  return name
    .replace(/^ops\./, '')
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The name Keras gives the next object of a class: `dense`, `dense_1`, … */
export function autoName(className: string, taken: ReadonlySet<string>): string {
  const stem = snakeCase(className);
  if (!taken.has(stem)) return stem;
  for (let i = 1; ; i++) if (!taken.has(`${stem}_${i}`)) return `${stem}_${i}`;
}

/** Whether a name is one Keras would have given: renaming a class then renames it too. */
export function isAutoName(name: string, className: string): boolean {
  const stem = snakeCase(className);
  return name === stem || (name.startsWith(`${stem}_`) && /^\d+$/.test(name.slice(stem.length + 1)));
}
