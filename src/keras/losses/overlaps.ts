/** What the losses that compare areas share. */
import { arg } from '../core/args';

export const areaAxesArg = arg.tuple(0, null, { doc: 'Axes summed over; none takes all of them, the batch included.' });
