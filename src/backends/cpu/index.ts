/** The CPU backend in plain JavaScript. */
import { ProblemError, problem } from '../../base/problem';
import type { Backend } from '../backend';
import { createDeviceBackend } from '../lowering/backend';
import { createCpuDevice } from './device';

/** @throws ProblemError code `backend-unavailable` where the page forbids making functions from text. */
export function createCpuBackend(): Backend {
  if (!mayMakeFunctions()) {
    throw new ProblemError(
      problem('backend-unavailable', 'The CPU backend cannot be used: this page forbids generated code.', {
        expected: "a content security policy that allows 'unsafe-eval'",
      }),
    );
  }
  return createDeviceBackend(createCpuDevice());
}

function mayMakeFunctions(): boolean {
  try {
    return new Function('return true')() === true;
  } catch {
    return false;
  }
}
