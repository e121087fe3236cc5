/** Building a model: by mouse and by keyboard, with shapes that follow, problems that offer their fix, and undo. */

import { describe, expect, it } from 'vitest';
import { Studio } from '../support/studio';

const STARTER = ['Dense', 'Dense', 'Dense'];

async function onIris(): Promise<Studio> {
  const studio = await Studio.open();
  await studio.chooseData('Iris');
  await expect.poll(() => studio.layers()).toEqual(STARTER);
  return studio;
}

describe('the stack by mouse', () => {
  it('takes a layer from the palette, moves it by dragging, and undoes and redoes both', async () => {
    const studio = await onIris();
    const { page } = studio;
    await studio.dragToGap(studio.palette.getByRole('button', { name: 'Dropout', exact: true }), 2);
    const added = ['Dense', 'Dense', 'Dropout', 'Dense'];
    await expect.poll(() => studio.layers()).toEqual(added);

    await studio.dragToGap(studio.card('Dropout'), 0);
    const moved = ['Dropout', 'Dense', 'Dense', 'Dense'];
    await expect.poll(() => studio.layers()).toEqual(moved);
    await expect.poll(() => studio.card('Dropout').innerText()).toContain('(None, 4)');

    const undo = page.getByRole('button', { name: /^Undo/ });
    const redo = page.getByRole('button', { name: /^Redo/ });
    await undo.click();
    await expect.poll(() => studio.layers()).toEqual(added);
    await undo.click();
    await expect.poll(() => studio.layers()).toEqual(STARTER);
    await redo.click();
    await redo.click();
    await expect.poll(() => studio.layers()).toEqual(moved);
    await expect.poll(() => redo.isDisabled()).toBe(true);
    studio.expectClean();
  });

  it('says while dragging why a layer does not fit, and takes it all the same with a way on', async () => {
    const studio = await onIris();
    const pooling = studio.palette.getByRole('button', { name: 'MaxPooling2D', exact: true });
    await studio.holdOverGap(pooling, 1, /MaxPooling2D does not fit here$/);
    await studio.page.keyboard.press('Escape');
    await studio.page.getByText('MaxPooling2D put back.').waitFor({ state: 'attached' });
    await studio.page.mouse.up();
    expect(await studio.layers()).toEqual(STARTER);

    await studio.dragToGap(pooling, 1);
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'MaxPooling2D', 'Dense', 'Dense']);
    await studio.stack.getByText(/^Error: /).waitFor();
    // Training is refused with the reason, and nothing is lost.
    await studio.toggle.click();
    await studio.notice(/expect|need|rank|dimension/i).waitFor();
    await studio.page.keyboard.press('Control+z');
    await expect.poll(() => studio.layers()).toEqual(STARTER);
    studio.expectClean();
  });

  it('drops nothing outside the canvas', async () => {
    const studio = await onIris();
    await studio.hold(
      studio.palette.getByRole('button', { name: 'Dropout', exact: true }),
      studio.dock.getByRole('tablist'),
    );
    await studio.page.mouse.up();
    await studio.page.getByText('Put back.', { exact: true }).waitFor({ state: 'attached' });
    expect(await studio.layers()).toEqual(STARTER);
    studio.expectClean();
  });
});

describe('the stack by keyboard', () => {
  it('inserts by search and Enter, moves with Alt and arrows, duplicates, deletes', async () => {
    const studio = await onIris();
    const { page } = studio;
    await studio.searchLayer('dropou');
    // Without a selection a layer goes before the last one, which gives the answer.
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'Dense', 'Dropout', 'Dense']);

    await studio.card('Dropout').focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'Dropout', 'Dense', 'Dense']);
    // The moved card keeps the focus, so that it can be moved on.
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => studio.layers()).toEqual(['Dropout', 'Dense', 'Dense', 'Dense']);
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'Dropout', 'Dense', 'Dense']);
    await page.keyboard.press('Control+d');
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'Dropout', 'Dropout', 'Dense', 'Dense']);
    await page.keyboard.press('Delete');
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'Dropout', 'Dense', 'Dense']);
    for (let i = 0; i < 6; i++) await page.keyboard.press('Control+z');
    await expect.poll(() => studio.layers()).toEqual(STARTER);
    studio.expectClean();
  });

  it('picks a card up by its grip, carries it from gap to gap, and tells where it is', async () => {
    const studio = await onIris();
    const { page } = studio;
    await studio.card('Input').focus();
    await page.keyboard.press('End');
    await studio.focused(studio.card('Dense', 2));
    await page.keyboard.press('Tab');
    await studio.focused(studio.stack.getByRole('button', { name: 'Move Dense' }).last());
    await page.keyboard.press('Space');
    const told = page.getByText(/^Dense between/);
    await told.waitFor({ state: 'attached' });
    // Pressed until it is told to be at the top, as one who listens would; the first gap is as far as it goes.
    const up = async (): Promise<string | null> => {
      await page.keyboard.press('ArrowUp');
      return told.textContent();
    };
    await expect.poll(up, { interval: 500 }).toBe('Dense between the input and Dense.');
    await page.keyboard.press('Space');
    await expect.poll(() => studio.card('Dense', 0).innerText()).toMatch(/softmax/);
    studio.expectClean();
  });

  it('inserts between two cards by the + there', async () => {
    const studio = await onIris();
    const { page } = studio;
    await studio.gap(0).focus();
    await page.keyboard.press('Enter');
    await studio.focused(page.getByRole('dialog', { name: 'Insert a layer' }).getByRole('combobox'));
    await page.keyboard.type('batchn');
    await page.keyboard.press('Enter');
    await expect.poll(() => studio.layers()).toEqual(['BatchNormalization', ...STARTER]);
    studio.expectClean();
  });
});

describe('arguments', () => {
  it('change shapes and counts at once, and go back to the default', async () => {
    const studio = await onIris();
    await studio.card('Dense', 0).click();
    await studio.field('units').fill('7');
    await expect.poll(() => studio.card('Dense', 0).innerText()).toMatch(/\(None, 7\)[\s\S]*35/);
    await expect.poll(() => studio.card('Dense', 1).innerText()).toMatch(/\(None, 16\)[\s\S]*128/);
    await studio.inspector.getByRole('combobox', { name: 'activation' }).selectOption('tanh');
    await expect.poll(() => studio.card('Dense', 0).innerText()).toContain('tanh');
    await studio.inspector.getByRole('button', { name: /^Reset activation/ }).click();
    await expect.poll(() => studio.card('Dense', 0).innerText()).not.toContain('tanh');
    // What is no value is marked and changes nothing.
    await studio.field('units').fill('-3');
    await expect.poll(() => studio.field('units').getAttribute('aria-invalid')).toBe('true');
    expect(await studio.card('Dense', 0).innerText()).toContain('(None, 7)');
    studio.expectClean();
  });

  it('show a layer that cannot follow another, and one press mends it', async () => {
    const studio = await Studio.open();
    await expect.poll(() => studio.layers()).toContain('Flatten');
    await studio.card('Flatten').click();
    await studio.page.keyboard.press('Delete');
    await expect.poll(() => studio.layers()).not.toContain('Flatten');
    await studio.stack.getByRole('button', { name: 'Insert Flatten' }).first().click();
    await expect.poll(() => studio.layers()).toContain('Flatten');
    await expect.poll(() => studio.card('Dense').innerText()).toContain('(None, 10)');
    studio.expectClean();
  });

  it('show a loss that does not fit, and one press mends it', async () => {
    const studio = await onIris();
    await studio.tab('Compile').click();
    const loss = studio.inspector.getByRole('combobox', { name: 'loss', exact: true });
    await loss.selectOption('MeanSquaredError');
    await studio.inspector.getByText(/MeanSquaredError compares numbers, but the target is one of 3 classes/).waitFor();
    await studio.toggle.click();
    await studio.notice(/MeanSquaredError compares numbers/).waitFor();
    await studio.inspector.getByRole('button', { name: 'Use SparseCategoricalCrossentropy' }).click();
    await expect.poll(() => loss.inputValue()).toBe('SparseCategoricalCrossentropy');
    await studio.inspector.getByText(/this loss fits/).waitFor();
    studio.expectClean();
  });
});
