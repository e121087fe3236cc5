/** How a person likes the studio, kept in the browser for all projects. Settings do not undo. */
import * as z from 'zod/mini';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Preferences } from './deps';

const schema = z.object({
  /** `system` follows the system until the user chooses. */
  theme: z._default(z.enum(['system', 'light', 'dark']), 'system'),
  logScale: z._default(z.boolean(), false),
  /** Weight of the past in the smoothed line, 0 (raw) to below 1. */
  smoothing: z._default(z.number().check(z.minimum(0), z.maximum(0.999)), 0),
  xAxis: z._default(z.enum(['epoch', 'batch']), 'epoch'),
  /** Earlier runs drawn faintly behind. */
  ghosts: z._default(z.boolean(), true),
  /** Panel sizes in percent, by panel group. */
  panels: z._default(z.record(z.string(), z.array(z.number())), {}),
  /** Folded-away sections, by name. */
  folded: z._default(z.record(z.string(), z.boolean()), {}),
  lastProject: z._default(z.nullable(z.string()), null),
  /** Whether the browser was asked to keep our storage. */
  persistenceAsked: z._default(z.boolean(), false),
});

export type SettingsState = z.infer<typeof schema>;

const KEY = 'strata.settings';

function load(preferences: Preferences): SettingsState {
  const defaults = schema.parse({});
  try {
    const stored: unknown = JSON.parse(preferences.get(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return defaults;
    // Field by field, so that one damaged setting does not take the others with it.
    const fields = Object.entries(schema.shape).map(([name, field]) => {
      const parsed = z.safeParse(
        field,
        Object.hasOwn(stored, name) ? (stored as Record<string, unknown>)[name] : undefined,
      );
      return [name, parsed.success ? parsed.data : defaults[name as keyof SettingsState]];
    });
    return schema.parse(Object.fromEntries(fields));
  } catch {
    return defaults;
  }
}

/** A store that writes itself to the preferences at each change; a browser that refuses keeps them for the session. */
export function createSettingsStore(preferences: Preferences): StoreApi<SettingsState> {
  const store = createStore<SettingsState>(() => load(preferences));
  store.subscribe((state) => {
    try {
      preferences.set(KEY, JSON.stringify(state));
    } catch {
      // Storage may be denied or full; settings then last as long as the tab.
    }
  });
  return store;
}
