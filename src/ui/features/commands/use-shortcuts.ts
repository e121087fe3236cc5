/** Gives key presses to the studio's commands, unless something that is open or focused wants them for itself. */
import { useEffect } from 'react';
import { useStudio } from '../../studio';

/** Elements in which plain keys mean text or a choice. */
function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('textarea, select')) return true;
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'submit'].includes(target.type);
}

/** Space presses a focused button, arrows move in a menu: those keys are not shortcuts there. */
function isTaken(event: KeyboardEvent): boolean {
  if (!(event.target instanceof HTMLElement)) return false;
  if (event.target.closest('[role="menu"], [role="listbox"], dialog, [popover]:popover-open')) {
    return !(event.ctrlKey || event.metaKey);
  }
  const pressable = event.target.closest('button, summary, a, [role="switch"], [role="radio"]');
  return pressable !== null && (event.key === ' ' || event.key === 'Enter') && !event.ctrlKey && !event.metaKey;
}

export function useShortcuts(): void {
  const studio = useStudio();
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || isTaken(event)) return;
      const inField = isField(event.target);
      const inGraph = event.target instanceof Element && event.target.closest('[data-graph]') !== null;
      if (event.key === 'Escape' && !inField) studio.select(null);
      else if (studio.pressed(event, inField ? 'field' : inGraph ? 'graph' : 'page')) event.preventDefault();
    };
    // Leaving a field ends the step its quick changes make together.
    const seal = (): void => studio.edit.seal();
    window.addEventListener('keydown', press);
    window.addEventListener('focusout', seal);
    return () => {
      window.removeEventListener('keydown', press);
      window.removeEventListener('focusout', seal);
    };
  }, [studio]);
}
