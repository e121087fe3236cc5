/** Which backend a run is asked to use: the one chosen, else the best that has not failed in this tab. */
import type { FitSpec } from '../graph/document';
import type { BackendName, BackendReport } from '../rpc/train-client';

/** From the fastest to the one that always works. */
const BACKEND_ORDER: readonly BackendName[] = ['webgpu', 'webgl', 'wasm', 'cpu'];

/** What needs no graphics device is counted on before it was asked for: backends are asked late, a device can go early. */
const WITHOUT_A_DEVICE: ReadonlySet<BackendName> = new Set(['wasm', 'cpu']);

export const BACKEND_WORDS: { readonly [name in BackendName]: string } = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'the CPU',
  reference: 'the reference backend',
};

export interface BackendChoice {
  /** The document's choice, or the best that is left when some have failed. */
  for(wanted: FitSpec['backend']): FitSpec['backend'];
  /** The next one after `name` that has not failed; null when there is none. */
  after(name: BackendName): BackendName | null;
  failed(name: BackendName): void;
}

/** `reports` tells what is known of the backends by now. */
export function createBackendChoice(reports: () => readonly BackendReport[]): BackendChoice {
  const failed = new Set<BackendName>();
  const usable = (name: BackendName): boolean =>
    !failed.has(name) && (reports().find((r) => r.name === name)?.available ?? WITHOUT_A_DEVICE.has(name));
  const pace = (name: BackendName): number =>
    reports().find((r) => r.name === name)?.stepMs ?? Number.POSITIVE_INFINITY;
  return {
    for(wanted) {
      if (wanted !== 'auto' || failed.size === 0) return wanted;
      const left = BACKEND_ORDER.filter(usable);
      const [best] = left.sort((a, b) => pace(a) - pace(b) || BACKEND_ORDER.indexOf(a) - BACKEND_ORDER.indexOf(b));
      return best === undefined || best === 'reference' ? 'auto' : best;
    },
    after: (name) => BACKEND_ORDER.slice(BACKEND_ORDER.indexOf(name) + 1).find(usable) ?? null,
    failed: (name) => void failed.add(name),
  };
}
