/** The table of contents of a project file: its version, and for every file in it length and checksum. */
import * as z from 'zod/mini';

export const FORMAT = 'strata-project';
export const FORMAT_VERSION = 1;

export const manifestSchema = z.object({
  format: z.literal(FORMAT),
  version: z.number().check(z.int(), z.minimum(1)),
  files: z.record(
    z.string().check(z.maxLength(300)),
    z.object({ bytes: z.number().check(z.int(), z.minimum(0)), hash: z.string().check(z.maxLength(64)) }),
  ),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** Bounds that keep a hostile or broken file from filling memory. */
export const LIMITS = {
  files: 10_000,
  /** All files unpacked. */
  bytes: 4 * 2 ** 30,
  /** One JSON file. */
  jsonBytes: 256 * 2 ** 20,
} as const;

export const PATHS = {
  manifest: 'manifest.json',
  document: 'document.json',
  run: (n: number): string => `runs/${n}.json`,
  losses: (n: number): string => `runs/${n}.losses.bin`,
  state: (n: number, slot: string): string => `weights/${n}-${slot}.json`,
  tensors: (n: number, slot: string): string => `weights/${n}-${slot}.bin`,
  dataInfo: 'data/info.json',
  data: 'data/data.bin',
} as const;
