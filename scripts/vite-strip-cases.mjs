/**
 * Leaves the example cases of Keras objects out of the built app: they are what the tests compare with the real Keras,
 * and a third of what the catalogue would weigh.
 */
import { parseSync } from 'vite';

const OBJECT =
  /(\.(layer|ops|activation|initializer|regularizer|constraint|loss|metric|optimizer|schedule|callback)|\/operation)\.ts$/;

/**
 * Shows every node of a parsed file.
 * @param {unknown} node
 * @param {(node: { type: string, start: number, end: number, [key: string]: unknown }) => void} see
 */
export function visit(node, see) {
  if (Array.isArray(node)) for (const n of node) visit(n, see);
  else if (typeof node === 'object' && node !== null && 'type' in node) {
    see(/** @type {any} */ (node));
    for (const value of Object.values(node)) if (typeof value === 'object') visit(value, see);
  }
}

/** @returns {import('vite').Plugin} */
export function stripCases() {
  return {
    name: 'strata-strip-cases',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      const file = id.replace(/\?.*$/, '');
      if (!OBJECT.test(file)) return null;
      const { program } = parseSync(file, code);
      /** @type {{ start: number, end: number, text: string }[]} */
      const found = [];
      visit(program, (node) => {
        const key = /** @type {{ name?: string } | undefined} */ (node.key);
        if (node.type !== 'Property' || key?.name !== 'cases') return;
        const { start, end } = /** @type {{ start: number, end: number }} */ (node.value);
        found.push({ start, end, text: node.shorthand ? 'cases: []' : '[]' });
      });
      let out = code;
      for (const { start, end, text } of found.reverse()) out = `${out.slice(0, start)}${text}${out.slice(end)}`;
      return { code: out, map: null };
    },
  };
}
