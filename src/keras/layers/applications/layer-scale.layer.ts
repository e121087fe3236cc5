/** LayerScale: a learned factor per channel, as the ConvNeXt applications have it. Source: keras/src/applications/convnext.py. */
import { problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';

export default defineLayer({
  name: 'LayerScale',
  family: 'normalization',
  summary: 'Multiplies each channel by a learned factor that starts small.',
  unlisted: true,
  inputs: {},
  args: {
    init_values: arg.float(undefined, { doc: 'What every factor starts as.' }),
    projection_dim: arg.int(undefined, { doc: 'Number of channels.', min: 1 }),
  },
  card: (c) => [`${c.init_values}`],
  check(c, [x]) {
    const channels = x?.shape.at(-1) ?? 0;
    if (c.projection_dim === channels || (c.projection_dim === 1 && channels > 0)) return null;
    return problem('channels', `There are ${channels} channels, not ${c.projection_dim}.`, {
      where: 'projection_dim',
      expected: String(channels),
      received: String(c.projection_dim),
      fixes:
        channels < 1
          ? []
          : [
              {
                label: `Use ${channels}`,
                action: 'set-argument',
                params: { argument: 'projection_dim', value: channels },
              },
            ],
    });
  },
  build: (b, c) =>
    b.weight({
      name: 'variable',
      shape: [c.projection_dim],
      initializer: { className: 'Constant', config: { value: c.init_values } },
    }),
  call: (ctx, _c, [x]) => ops.mul(x as Tensor, ctx.weight('variable')),
  cases: [{ name: 'plain', config: { init_values: 0.1, projection_dim: 3 }, inputs: [{ shape: [2, 2, 2, 3] }] }],
});
