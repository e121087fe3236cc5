/** Says to screen readers what eyes can see for themselves: what moved where, what was taken back. */
import { useView } from '../studio';

export function LiveRegion() {
  const { text, count } = useView((v) => v.announcement);
  return (
    <div role="status" aria-live="polite" className="visually-hidden">
      {/* The same words twice are only read twice when the element is another one. */}
      <span key={count}>{text}</span>
    </div>
  );
}
