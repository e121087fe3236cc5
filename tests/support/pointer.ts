/** Where things are on the page, once they rest: what still moves would be missed by a mouse that aims now. */

import type { Locator } from 'playwright';
import { expect } from 'vitest';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The box of an element in window pixels, when two looks in a row found it in the same place. */
export async function restingBox(target: Locator): Promise<Box> {
  let last: Box | null = null;
  const rests = async (): Promise<boolean> => {
    const box = await target.boundingBox();
    const same = box !== null && JSON.stringify(box) === JSON.stringify(last);
    last = box;
    return same;
  };
  await expect.poll(rests, { interval: 60 }).toBe(true);
  if (last === null) throw new Error('nothing to point at');
  return last;
}

/** The middle of an element that rests. */
export async function middle(target: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const { x, y, width, height } = await restingBox(target);
  return { x: x + width / 2, y: y + height / 2 };
}
