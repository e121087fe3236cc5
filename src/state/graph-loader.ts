/** Loads what the graph's commands do once somebody needs it, so that it is no part of the first page load. */
type Actions = typeof import('./graph-actions');

let actions: Actions | null = null;

export async function loadGraphActions(): Promise<Actions> {
  actions ??= await import('./graph-actions');
  return actions;
}

/** Does it at once where everything is loaded: keys pressed quickly keep their order. */
export function withGraphActions(act: (actions: Actions) => unknown): void | Promise<void> {
  if (actions) act(actions);
  else {
    return loadGraphActions().then((loaded) => {
      act(loaded);
    });
  }
}
