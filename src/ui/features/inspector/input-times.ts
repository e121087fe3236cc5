/** What an output that rebuilds the input is compared with, in words: the input, or the input times its scale. */
import { formatValue } from '../../components/format';

export function inputTimes(scale: number): string {
  if (scale === 1) return 'the input itself';
  const parts = Math.round(1 / scale);
  const fraction = parts > 1 && Math.abs(scale * parts - 1) < 1e-6;
  return `the input, times ${fraction ? `1/${parts}` : formatValue(scale)}`;
}
