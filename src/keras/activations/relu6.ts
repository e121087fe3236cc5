/** The shared form of relu6. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';

/** min(max(x, 0), 6), flat (gradient 0) at both kinks. */
export const relu6 = (x: Tensor): Tensor => ops.where(ops.ge(x, 6), 6, ops.relu(x));

/** relu6(x + 3) / 6. */
export const hardSigmoid = (x: Tensor): Tensor => ops.div(relu6(ops.add(x, 3)), 6);
