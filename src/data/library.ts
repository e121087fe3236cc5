/**
 * Finds the data set a source names: made or fetched for the sets that come with the app, from memory or storage for
 * the user's own. What cannot be stored still works until the tab is closed.
 */
import { type Problem, ProblemError, problem } from '../base/problem';
import type { DataSource, DataSpec } from '../graph/data-spec';
import type { Dataset, ImageDataset } from './dataset';
import { canonicalJson } from './hash';
import type { DecodeFile } from './images/decode';
import { asDataset, type ImageFiles, type PixelSpec } from './images/image-files';
import { PixelCache } from './images/pixel-cache';
import { type FetchAsset, generate, loadBuiltin } from './sources';
import { type FileStore, guardStorage, memoryStore, storageDenied, storageProblem } from './store/file-store';
import { type OwnData, packData, peekData, unpackData } from './store/serialize';

export interface LibraryOptions {
  readonly fetchAsset: FetchAsset;
  /** Absent where there is nothing to decode images with. */
  readonly decode?: DecodeFile;
  /** Absent where nothing can be stored. */
  readonly store?: FileStore;
}

export interface LoadControl {
  readonly signal?: AbortSignal;
  readonly onDecode?: (done: number, total: number) => void;
}

/** A data set of the user's, as listed. */
export interface StoredData {
  readonly id: string;
  readonly name: string;
  readonly kind: 'table' | 'images';
  /** Bytes in storage, decoded pixels included. */
  readonly size: number;
}

/** Made sets are quick to make again, and stored ones to load, so only the last few are held. */
const HELD = 4;
const SUFFIX = '.data';

export class Library {
  private readonly made = new Map<string, Promise<Dataset>>();
  /** Held in memory; the ones that are not stored stay. */
  private readonly own = new Map<string, { readonly data: OwnData; readonly stored: boolean }>();
  private readonly pixels: PixelCache;
  private readonly store: FileStore;

  constructor(private readonly options: LibraryOptions) {
    this.store = options.store ?? memoryStore();
    this.pixels = new PixelCache(this.store, options.decode ?? noDecoder);
  }

  /** Keeps a data set of the user's under its key. Gives the problem when it could not be stored, which is no failure. */
  async keep(data: OwnData, decoded?: ImageDataset): Promise<Problem | null> {
    let kept = data;
    let trouble: Problem | null = null;
    try {
      kept = await this.write(data);
    } catch (error) {
      trouble = storageProblem(error);
    }
    if (this.store.kind === 'memory') trouble ??= storageDenied();
    this.hold(kept, trouble === null);
    if (decoded !== undefined) await this.pixels.put(data.key, decoded.pixels, (kept as ImageFiles).proposed);
    return trouble;
  }

  /** Writes unless the same bytes are there already; gives the data as it is read from there, images still on disk. */
  private async write(data: OwnData): Promise<OwnData> {
    const name = data.key + SUFFIX;
    const blob = packData(data);
    const before = await this.store.read(name);
    if (before?.size !== blob.size) await this.store.write(name, blob);
    if (data.kind === 'table') return data;
    const written = await this.store.read(name);
    return written === null ? data : unpackData(written);
  }

  private hold(data: OwnData, stored: boolean): void {
    this.own.delete(data.key);
    this.own.set(data.key, { data, stored });
    const spare = [...this.own].filter(([, entry]) => entry.stored).map(([id]) => id);
    for (const id of spare.slice(0, Math.max(0, spare.length - HELD))) this.own.delete(id);
  }

  /**
   * What a source names, images still as files.
   * @throws ProblemError `data-not-found`, `data-damaged`, `data-newer`, or what making or fetching it fails with.
   */
  async find(source: DataSource): Promise<Dataset | ImageFiles> {
    if (source.kind === 'table' || source.kind === 'images') return this.findOwn(source.datasetId, source.fileName);
    const name = canonicalJson(source);
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const making = source.kind === 'builtin' ? loadBuiltin(source.name, this.options.fetchAsset) : generate(source);
    this.made.set(name, making);
    making.catch(() => this.made.delete(name));
    for (const oldest of this.made.keys()) {
      if (this.made.size <= HELD) break;
      this.made.delete(oldest);
    }
    return making;
  }

  /** The data set of a source, images decoded at the size `spec` asks for (or the proposed one). */
  async get(source: DataSource, spec?: DataSpec, control: LoadControl = {}): Promise<Dataset> {
    const found = await this.find(source);
    if (found.kind !== 'image-files') return found;
    const wanted: PixelSpec = spec?.image ?? found.proposed;
    return asDataset(found, await this.pixels.get(found, wanted, control));
  }

  private async findOwn(id: string, fileName: string): Promise<OwnData> {
    const held = this.own.get(id);
    if (held !== undefined) {
      this.hold(held.data, held.stored);
      return held.data;
    }
    const blob = await guardStorage(() => this.store.read(id + SUFFIX));
    if (blob === null) throw new ProblemError(notFound(fileName));
    const data = await unpackData(blob);
    this.hold(data, true);
    return data;
  }

  /** The user's data sets, stored or held; damaged ones are listed by id so that they can be deleted. */
  async list(): Promise<StoredData[]> {
    const files = await guardStorage(() => this.store.list());
    const stored = files.filter((f) => f.name.endsWith(SUFFIX)).map((f) => f.name.slice(0, -SUFFIX.length));
    return Promise.all(
      [...new Set([...this.own.keys(), ...stored])].map(async (id) => {
        const size = files.filter((f) => f.name.startsWith(`${id}.`)).reduce((n, f) => n + f.size, 0);
        const { name, kind } = await this.labelOf(id);
        return { id, name, kind: kind === 'image-files' ? 'images' : 'table', size };
      }),
    );
  }

  private async labelOf(id: string): Promise<{ readonly name: string; readonly kind: OwnData['kind'] }> {
    const held = this.own.get(id)?.data;
    if (held !== undefined) return { name: held.read?.fileName ?? held.name, kind: held.kind };
    const blob = await this.store.read(id + SUFFIX).catch(() => null);
    const label = blob === null ? null : await peekData(blob).catch(() => null);
    return label ?? { name: id, kind: 'table' };
  }

  async remove(id: string): Promise<void> {
    this.own.delete(id);
    this.pixels.forget(id);
    await guardStorage(async () => {
      for (const file of await this.store.list())
        if (file.name.startsWith(`${id}.`)) await this.store.remove(file.name);
    });
  }

  /** The bytes of a data set, to put in a project file. @throws ProblemError `data-not-found`. */
  async export(id: string): Promise<Blob> {
    return packData(await this.findOwn(id, id));
  }

  /** Takes in exported bytes; gives the data and the problem when it could not be stored. */
  async import(blob: Blob): Promise<{ data: OwnData; trouble: Problem | null }> {
    const data = await unpackData(blob);
    return { data, trouble: await this.keep(data) };
  }
}

const noDecoder: DecodeFile = () => Promise.reject(new Error('Images cannot be decoded here.'));

function notFound(fileName: string): Problem {
  return problem('data-not-found', `The data of ${fileName} is not in this browser.`, {
    where: 'data.source',
    expected: fileName,
    fixes: [
      { label: `Open ${fileName} again`, action: 'data.open' },
      { label: 'Use a built-in data set', action: 'data.choose' },
    ],
  });
}
