/** What the studio needs from the world around it. Browsers give real ones (`browser.ts`), tests give their own. */

/** Small texts that are there before anything is drawn (localStorage). Both may throw; callers cope. */
export interface Preferences {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms`; returns the way to call it off. */
  after(ms: number, callback: () => void): () => void;
}

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Preferences that last as long as the object. */
export function memoryPreferences(): Preferences {
  const values = new Map<string, string>();
  return { get: (key) => values.get(key) ?? null, set: (key, value) => void values.set(key, value) };
}
