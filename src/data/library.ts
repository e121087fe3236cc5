/** Finds the data set a source names, making or fetching it once; user files live here after their import. */
import { ProblemError, problem } from '../base/problem';
import type { DataSource } from '../graph/data-spec';
import type { Dataset } from './dataset';
import { canonicalJson } from './hash';
import { type FetchAsset, generate, loadBuiltin } from './sources';

/** Made sets are quick to make again, so only the last few are kept. */
const KEPT = 4;

export class Library {
  private readonly made = new Map<string, Promise<Dataset>>();
  private readonly own = new Map<string, Dataset>();

  constructor(private readonly fetchAsset: FetchAsset) {}

  /** Keeps a data set of the user's; returns the id it is known by. */
  add(dataset: Dataset): string {
    this.own.set(dataset.key, dataset);
    return dataset.key;
  }

  /** @throws ProblemError `data-not-found`, or what making or fetching it fails with. */
  async get(source: DataSource): Promise<Dataset> {
    if (source.kind === 'table' || source.kind === 'images') {
      const dataset = this.own.get(source.datasetId);
      if (dataset === undefined) throw new ProblemError(notFound(source.fileName));
      return dataset;
    }
    const name = canonicalJson(source);
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const making =
      source.kind === 'builtin'
        ? loadBuiltin(source.name, this.fetchAsset)
        : Promise.resolve().then(() => generate(source));
    this.made.set(name, making);
    making.catch(() => this.made.delete(name));
    for (const oldest of this.made.keys()) {
      if (this.made.size <= KEPT) break;
      this.made.delete(oldest);
    }
    return making;
  }
}

function notFound(fileName: string) {
  return problem('data-not-found', `The data of ${fileName} is not in this browser.`, {
    where: 'data.source',
    expected: fileName,
    fixes: [
      { label: `Open ${fileName} again`, action: 'data.open' },
      { label: 'Use a built-in data set', action: 'data.choose' },
    ],
  });
}
