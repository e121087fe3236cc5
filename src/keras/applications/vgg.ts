/** VGG16 and VGG19. Source: keras/src/applications/vgg16.py, vgg19.py (arXiv 1409.1556). */
import type { JsonObject } from '../../base/json';
import { type Arguments, inputShape, pooled } from './arguments';
import { ModelBuilder } from './builder';
import type { Built } from './built';

const FILTERS = [64, 128, 256, 512, 512];

export function vgg(a: Arguments, repeats: readonly number[]): Built {
  const b = new ModelBuilder();
  let x = b.input(inputShape(a, 224));
  FILTERS.forEach((filters, i) => {
    for (let j = 1; j <= (repeats[i] ?? 0); j++) {
      x = b.conv(x, filters, 3, `block${i + 1}_conv${j}`, { activation: 'relu', padding: 'same' });
    }
    x = b.layer('MaxPooling2D', { pool_size: 2, strides: 2 }, `block${i + 1}_pool`, x);
  });
  if (a.include_top) {
    x = b.layer('Flatten', {}, 'flatten', x);
    x = b.layer('Dense', { units: 4096, activation: 'relu' }, 'fc1', x);
    x = b.layer('Dense', { units: 4096, activation: 'relu' }, 'fc2', x);
    const top = { units: a.classes, activation: a.classifier_activation };
    x = b.layer('Dense', top as JsonObject, 'predictions', x);
  } else x = pooled(b, a, x, { avg: null, max: null });
  return { name: a.name, graph: b.graph(x) };
}

export const vgg16 = (a: Arguments): Built => vgg(a, [2, 2, 3, 3, 3]);
export const vgg19 = (a: Arguments): Built => vgg(a, [2, 2, 4, 4, 4]);
