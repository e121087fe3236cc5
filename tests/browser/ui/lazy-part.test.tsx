/** A part that cannot be fetched says so where it would stand, and comes when it is tried again; bugs are no such thing. */

import { Suspense } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { expect, it } from 'vitest';
import { lazyPart } from '../../../src/ui/components/lazy-part';
import { doing, drawInStudio, violations } from './render';

const press = (host: HTMLElement, label: string): Promise<void> =>
  doing(() => [...host.querySelectorAll('button')].find((b) => b.textContent === label)?.click());

it('a part that cannot be fetched leaves the rest standing, and comes when tried again', async () => {
  let fetches = 0;
  const Part = lazyPart(async () => {
    if (++fetches < 3) throw new TypeError('Failed to fetch dynamically imported module');
    return { default: ({ word }: { readonly word: string }) => <p>{word} is here</p> };
  });
  const { host } = await drawInStudio(
    <>
      <p>The rest stands</p>
      <Suspense>
        <Part word="It" />
      </Suspense>
    </>,
  );
  await expect.poll(() => host.querySelector('[role="alert"]')?.textContent).toContain('could not be loaded');
  expect(host.textContent).toContain('The rest stands');
  expect(await violations(host)).toEqual([]);
  await press(host, 'Try again');
  await expect.poll(() => fetches).toBe(2);
  await expect.poll(() => host.querySelector('[role="alert"]')).not.toBeNull();
  await press(host, 'Try again');
  await expect.poll(() => host.textContent).toContain('It is here');
  expect(host.querySelector('[role="alert"]')).toBeNull();
});

it('an error of the part itself goes on to the boundary of the page', async () => {
  const Part = lazyPart(async () => ({
    default: (): never => {
      throw new Error('A bug');
    },
  }));
  const { host } = await drawInStudio(
    <ErrorBoundary fallbackRender={({ error }) => <p>The page says: {(error as Error).message}</p>}>
      <Suspense>
        <Part />
      </Suspense>
    </ErrorBoundary>,
  );
  await expect.poll(() => host.textContent).toBe('The page says: A bug');
});
