/** What schedules that come down from a rate share. */
import { arg } from '../../core/args';

export const startArg = arg.float(undefined, { min: 0, doc: 'Learning rate at the start.' });
