/**
 * Places in linear memory. Programs ask for the same few sizes again and again, so freed places wait in a list of their
 * size; only new sizes take new room at the end, and memory grows by itself up to what WebAssembly allows.
 */
import { ProblemError, problem } from '../../base/problem';

/** Below this lie the compiled kernels' own tables. */
const START = 1 << 20;
const ALIGN = 64;
const PAGE = 65536;

const rounded = (bytes: number): number => Math.max(ALIGN, Math.ceil(bytes / ALIGN) * ALIGN);

export class Heap {
  private end = START;
  private readonly free = new Map<number, number[]>();

  constructor(private readonly memory: WebAssembly.Memory) {}

  /** @throws ProblemError `out-of-memory` when memory cannot grow any more */
  take(bytes: number): number {
    const size = rounded(bytes);
    const known = this.free.get(size)?.pop();
    if (known !== undefined) return known;
    const address = this.end;
    const missing = address + size - this.memory.buffer.byteLength;
    if (missing > 0) this.grow(missing, bytes);
    this.end = address + size;
    return address;
  }

  private grow(missing: number, wanted: number): void {
    // Growing costs a copy on some engines: take some more than asked, but less if that is refused.
    const pages = Math.ceil(missing / PAGE);
    for (const ask of [Math.max(pages, 256), pages]) {
      try {
        this.memory.grow(ask);
        return;
      } catch {
        // Refused: try less.
      }
    }
    const held = Math.round(this.memory.buffer.byteLength / 2 ** 20);
    throw new ProblemError(
      problem(
        'out-of-memory',
        `Memory ran out: ${held} MB are in use and ${Math.ceil(wanted / 2 ** 20)} MB more are needed.`,
        {
          fixes: [{ label: 'Halve the batch size', action: 'reduce-batch-size' }],
        },
      ),
    );
  }

  give(address: number, bytes: number): void {
    const size = rounded(bytes);
    const list = this.free.get(size);
    if (list) list.push(address);
    else this.free.set(size, [address]);
  }
}
