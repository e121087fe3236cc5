/** One sample image, drawn pixel by pixel. */
import { useEffect, useRef } from 'react';
import type { Sample } from '../../../state';
import styles from './thumbnail.module.css';

export type ImageSample = Extract<Sample, { kind: 'images' }>;

/** Image `index` of a sample as RGBA. */
export function imageAt(sample: ImageSample, index: number): ImageData {
  const { width, height, channels, pixels } = sample;
  const image = new ImageData(width, height);
  const from = index * width * height * channels;
  for (let i = 0; i < width * height; i++) {
    const at = from + i * channels;
    image.data[4 * i] = pixels[at] ?? 0;
    image.data[4 * i + 1] = pixels[channels === 3 ? at + 1 : at] ?? 0;
    image.data[4 * i + 2] = pixels[channels === 3 ? at + 2 : at] ?? 0;
    image.data[4 * i + 3] = 255;
  }
  return image;
}

/** Numbers times `scale` as pixels: rounded, and cut to what a pixel can be. */
export function pixelsOf(values: Float32Array, scale = 1): Uint8Array {
  return Uint8Array.from(values, (v) => Math.max(0, Math.min(255, Math.round(v * scale))));
}

export interface ThumbnailProps {
  readonly sample: ImageSample;
  readonly index: number;
  /** What the image is, for screen readers. */
  readonly label: string;
}

export function Thumbnail({ sample, index, label }: ThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    // Setting a size lays the page out, even to what it was.
    if (element.width !== sample.width) element.width = sample.width;
    if (element.height !== sample.height) element.height = sample.height;
    element.getContext('2d')?.putImageData(imageAt(sample, index), 0, 0);
  }, [sample, index]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      className={styles.thumbnail}
      style={{
        aspectRatio: `${sample.width} / ${sample.height}`,
        imageRendering: sample.width < 48 ? 'pixelated' : 'auto',
      }}
    />
  );
}
