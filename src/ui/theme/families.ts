/** A layer's family: its heading in the palette and the tokens of its colour. Colour marks the family and nothing else. */
import type { Family } from '../../keras';

/** Families in the order of the palette. */
export const FAMILIES: readonly { readonly family: Family; readonly label: string }[] = [
  { family: 'core', label: 'Core' },
  { family: 'convolution', label: 'Convolution' },
  { family: 'pooling', label: 'Pooling' },
  { family: 'recurrent', label: 'Recurrent' },
  { family: 'attention', label: 'Attention' },
  { family: 'normalization', label: 'Normalization' },
  { family: 'regularization', label: 'Regularization' },
  { family: 'reshaping', label: 'Reshaping' },
  { family: 'merging', label: 'Merging' },
  { family: 'activation', label: 'Activation' },
  { family: 'preprocessing', label: 'Preprocessing' },
];

/** Colour of a family's mark; layers Strata does not know are grey. */
export function familyColor(family: Family | undefined): string {
  return `var(--family-${family ?? 'reshaping'})`;
}

/** Colour of words in a family's colour. */
export function familyInk(family: Family | undefined): string {
  return `var(--family-${family ?? 'reshaping'}-ink)`;
}
