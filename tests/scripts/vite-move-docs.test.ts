/** Laws of the built catalogue's help: every sentence moved out is found again under the number left in its place. */

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { moveDocs } from '../../scripts/vite-move-docs.mjs';

const at = (path: string): string => fileURLToPath(new URL(`../../src/keras/${path}`, import.meta.url));

describe('moving the help of arguments', () => {
  const plugin = moveDocs();
  const holder = plugin.transform('', at('argument-docs.ts'))?.code ?? '';
  const docs = JSON.parse(holder.slice(holder.indexOf('['), -1)) as string[];

  it('gives each sentence once', () => {
    expect(docs.length).toBeGreaterThan(100);
    expect(new Set(docs).size).toBe(docs.length);
  });

  it('leaves the number of the sentence in its place, and all else as it is', () => {
    for (const [i, doc] of docs.entries()) {
      const code = (text: string): string => `const a = arg.int(3, { min: 1, doc: ${text}, rare: true });`;
      expect(plugin.transform(code(JSON.stringify(doc)), at('layers/core/dense.layer.ts'))?.code).toBe(code(`'#${i}'`));
    }
  });

  it('lets sentences it cannot know, and files outside the catalogue, stand', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code
    const templated = 'const a = (n: string) => arg.int(3, { doc: `Least ${n}.` });';
    expect(plugin.transform(templated, at('layers/core/dense.layer.ts'))).toBeNull();
    expect(plugin.transform(`const a = { doc: ${JSON.stringify(docs[0])} };`, at('../ui/app.tsx'))).toBeNull();
  });
});
