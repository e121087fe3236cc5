/** Optimizers clip gradients in one way or none. Source: keras/src/optimizers/base_optimizer.py. */
import { type Problem, problem } from '../../base/problem';

const WAYS = ['clipnorm', 'clipvalue', 'global_clipnorm'] as const;

/** The problem of arguments that ask for several, or null. */
export function clippingProblem(config: { readonly [way in (typeof WAYS)[number]]?: number | null }): Problem | null {
  const clips = WAYS.filter((name) => typeof config[name] === 'number');
  if (clips.length < 2) return null;
  return problem('optimizer-clipping', `Only one way of clipping can be set, not ${clips.join(' and ')}.`, {
    where: clips[1],
    expected: 'one of clipnorm, clipvalue, global_clipnorm',
    received: clips.join(', '),
    fixes: clips
      .slice(1)
      .map((name) => ({ label: `Clear ${name}`, action: 'set-argument', params: { argument: name, value: null } })),
  });
}
