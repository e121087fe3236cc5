/** Loads the catalogue: every file with a role suffix registers the object it default-exports. There is no list to edit. */
import type { Definition } from './core/definitions';
import { register } from './core/registry';

const modules: Record<string, Definition> = {
  ...import.meta.glob<Definition>('./layers/**/*.layer.ts', { eager: true, import: 'default' }),
  ...import.meta.glob<Definition>('./activations/*.activation.ts', { eager: true, import: 'default' }),
  ...import.meta.glob<Definition>('./initializers/*.initializer.ts', { eager: true, import: 'default' }),
  ...import.meta.glob<Definition>('./regularizers/*.regularizer.ts', { eager: true, import: 'default' }),
  ...import.meta.glob<Definition>('./constraints/*.constraint.ts', { eager: true, import: 'default' }),
  ...import.meta.glob<Definition>('./losses/*.loss.ts', { eager: true, import: 'default' }),
  ...import.meta.glob<Definition>('./metrics/*.metric.ts', { eager: true, import: 'default' }),
  ...import.meta.glob<Definition>('./optimizers/*.optimizer.ts', { eager: true, import: 'default' }),
  ...import.meta.glob<Definition>('./optimizers/schedules/*.schedule.ts', { eager: true, import: 'default' }),
  ...import.meta.glob<Definition>('./callbacks/*.callback.ts', { eager: true, import: 'default' }),
};

/** Operations are too small for a file each. */
const tables = import.meta.glob<readonly Definition[]>('./operations/*.ops.ts', { eager: true, import: 'default' });

for (const [file, definition] of Object.entries(modules)) register(definition, file);
for (const [file, definitions] of Object.entries(tables)) for (const d of definitions) register(d, file);
