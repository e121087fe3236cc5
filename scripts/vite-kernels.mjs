/**
 * Compiles the WebAssembly kernels (AssemblyScript) when something imports `virtual:strata-kernels`, which then is their
 * bytes as base64, once for plain SIMD and once for relaxed SIMD. Both are kept beside the packages until a source file
 * changes.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './install.mjs';

const NAME = 'virtual:strata-kernels';
const folder = join(projectRoot, 'src', 'backends', 'wasm', 'kernels');
const OPTIONS = ['--enable', 'simd', '--runtime', 'stub', '--importMemory', '--noAssert', '-O3', '--shrinkLevel', '1'];
/** Vectors cross only between modules of ours. */
const QUIET = ['--disableWarning', '112'];

/** What each build is made with beyond that. */
const BUILDS = { plain: [], relaxed: ['--enable', 'relaxed-simd'] };

/**
 * @param {readonly string[]} more options
 * @returns {Promise<string>} the module as base64
 */
async function compileKernels(more) {
  const options = [...OPTIONS, ...more];
  const files = readdirSync(folder)
    .filter((f) => f.endsWith('.ts'))
    .sort();
  const hash = createHash('sha256').update(options.join(' '));
  for (const f of files) hash.update(f).update(readFileSync(join(folder, f)));
  const cache = join(projectRoot, 'node_modules', '.cache', 'strata');
  const kept = join(cache, `kernels-${hash.digest('hex').slice(0, 16)}.base64`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    // Not compiled yet.
  }
  const { main } = await import('assemblyscript/asc');
  /** @type {Uint8Array | null} */
  let binary = null;
  const { error, stderr } = await main(['index.ts', ...options, ...QUIET, '--outFile', 'kernels.wasm'], {
    readFile: (name, base) => {
      try {
        return readFileSync(join(base && base !== '.' ? base : folder, name), 'utf8');
      } catch {
        return null;
      }
    },
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) binary = /** @type {Uint8Array} */ (contents);
    },
    listFiles: () => null,
  });
  if (error || !binary) throw new Error(`The WebAssembly kernels do not compile: ${error?.message}\n${stderr}`);
  const text = Buffer.from(binary).toString('base64');
  mkdirSync(cache, { recursive: true });
  writeFileSync(kept, text);
  return text;
}

/** @returns {import('vite').Plugin} */
export function kernelsPlugin() {
  return {
    name: 'strata-kernels',
    enforce: 'pre',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load: async (id) => {
      if (id !== `\0${NAME}`) return null;
      const lines = Object.entries(BUILDS).map(
        async ([name, more]) => `export const ${name} = ${JSON.stringify(await compileKernels(more))};`,
      );
      return (await Promise.all(lines)).join('\n');
    },
  };
}
