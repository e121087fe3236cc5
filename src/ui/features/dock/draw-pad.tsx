/**
 * A pad to draw on with pointer or finger. What is drawn is brought to the model's image size the way a scan would be:
 * cropped to the ink, centred with a margin, averaged down; or an image file is taken instead.
 */
import { type PointerEvent, useCallback, useEffect, useRef } from 'react';
import { problem } from '../../../base/problem';
import { Button } from '../../components/button';
import { useStudio } from '../../studio';
import styles from './predict.module.css';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

export interface DrawPadProps {
  readonly size: ImageSize;
  /** Whether samples are light on dark (digits) or dark on light. */
  readonly lightOnDark: boolean;
  /** Pixel values 0..255, row by row, channels last; null when the pad is empty. */
  readonly onImage: (pixels: Float32Array | null) => void;
}

const PAD = 240;
const STROKE = 20;
/** Share of the image the ink fills after centring. */
const FILL = 0.8;

type Box = readonly [left: number, top: number, width: number, height: number];

/** Smallest square around the ink, widened so that the ink fills most of the image. */
function inkBox(data: Uint8ClampedArray): Box | null {
  let [left, top, right, bottom] = [PAD, PAD, -1, -1];
  for (let y = 0; y < PAD; y++) {
    for (let x = 0; x < PAD; x++) {
      if ((data[(y * PAD + x) * 4 + 3] as number) < 20) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  if (right < 0) return null;
  const side = Math.max(right - left, bottom - top, STROKE * 2) / FILL;
  return [(left + right) / 2 - side / 2, (top + bottom) / 2 - side / 2, side, side];
}

/** Draws `source` into the model's size, in steps of at most half, so that every pixel counts. */
function shrink(source: CanvasImageSource, box: Box, size: ImageSize, ground: string): ImageData {
  let [width, height] = [Math.max(box[2], size.width), Math.max(box[3], size.height)];
  let canvas = new OffscreenCanvas(Math.ceil(width), Math.ceil(height));
  let context = canvas.getContext('2d', { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
  context.fillStyle = ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(
    source,
    -box[0] * (width / box[2]),
    -box[1] * (height / box[3]),
    extentOf(source)[0] * (width / box[2]),
    extentOf(source)[1] * (height / box[3]),
  );
  while (width > size.width || height > size.height) {
    width = Math.max(size.width, width / 2);
    height = Math.max(size.height, height / 2);
    const next = new OffscreenCanvas(Math.ceil(width), Math.ceil(height));
    context = next.getContext('2d', { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
    context.imageSmoothingQuality = 'high';
    context.drawImage(canvas, 0, 0, next.width, next.height);
    canvas = next;
  }
  return context.getImageData(0, 0, size.width, size.height);
}

function extentOf(source: CanvasImageSource): [number, number] {
  return source instanceof ImageBitmap || source instanceof HTMLCanvasElement
    ? [source.width, source.height]
    : [PAD, PAD];
}

function toPixels(image: ImageData, channels: 1 | 3): Float32Array {
  const n = image.width * image.height;
  const out = new Float32Array(n * channels);
  for (let i = 0; i < n; i++) {
    const [r, g, b] = [image.data[i * 4] as number, image.data[i * 4 + 1] as number, image.data[i * 4 + 2] as number];
    if (channels === 3) out.set([r, g, b], i * 3);
    // Rec. 601 luma, as the data pipeline turns colour to grey.
    else out[i] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
  }
  return out;
}

export function DrawPad({ size, lightOnDark, onImage }: DrawPadProps) {
  const { report } = useStudio();
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ x: number; y: number } | null>(null);
  const ink = lightOnDark ? '#ffffff' : '#000000';
  const ground = lightOnDark ? '#000000' : '#ffffff';

  const context = (): CanvasRenderingContext2D | null =>
    canvas.current?.getContext('2d', { willReadFrequently: true }) ?? null;

  const send = useCallback(() => {
    const c = canvas.current;
    const data = c?.getContext('2d')?.getImageData(0, 0, PAD, PAD).data;
    if (!c || !data) return;
    const box = inkBox(data);
    onImage(box ? toPixels(shrink(c, box, size, ground), size.channels) : null);
  }, [size, ground, onImage]);

  const clear = useCallback(() => {
    canvas.current?.getContext('2d')?.clearRect(0, 0, PAD, PAD);
    onImage(null);
  }, [onImage]);

  // Ink of another colour would be taken for ground.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the pad is cleared when the kind of data changes
  useEffect(clear, [lightOnDark]);

  const place = (e: PointerEvent<HTMLCanvasElement>): { x: number; y: number } => {
    const box = e.currentTarget.getBoundingClientRect();
    return { x: ((e.clientX - box.left) / box.width) * PAD, y: ((e.clientY - box.top) / box.height) * PAD };
  };
  const stroke = (to: { x: number; y: number }): void => {
    const c = context();
    const from = last.current;
    if (!c || !from) return;
    c.strokeStyle = ink;
    c.lineWidth = STROKE;
    c.lineCap = 'round';
    c.lineJoin = 'round';
    c.beginPath();
    c.moveTo(from.x, from.y);
    c.lineTo(to.x + 0.01, to.y);
    c.stroke();
    last.current = to;
  };

  const file = async (f: File): Promise<void> => {
    const c = context();
    if (!c || !canvas.current) return;
    const bitmap = await createImageBitmap(f, { imageOrientation: 'from-image' });
    const side = Math.min(bitmap.width, bitmap.height);
    c.clearRect(0, 0, PAD, PAD);
    c.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, PAD, PAD);
    onImage(
      toPixels(
        shrink(bitmap, [(bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side], size, ground),
        size.channels,
      ),
    );
    bitmap.close();
  };

  const refuse = (f: File): void => {
    onImage(null);
    report(
      problem('image-corrupt', `${f.name} cannot be decoded as a picture.`, {
        expected: 'a PNG, JPEG, GIF, WebP, BMP or AVIF file',
      }),
      'predict',
    );
  };

  return (
    <div className={styles.pad}>
      <canvas
        ref={canvas}
        width={PAD}
        height={PAD}
        className={styles.drawing}
        style={{ background: ground }}
        aria-label="Drawing pad: draw a sample with the pointer; an image file can be chosen below"
        role="img"
        onPointerDown={(e) => {
          e.currentTarget.setPointerCapture(e.pointerId);
          last.current = place(e);
          stroke(last.current);
        }}
        onPointerMove={(e) => {
          if (last.current) stroke(place(e));
        }}
        onPointerUp={() => {
          last.current = null;
          send();
        }}
      />
      <div className={styles.padTools}>
        <Button small icon="trash" onClick={clear}>
          Clear
        </Button>
        <label className={styles.file}>
          <input
            type="file"
            accept="image/*"
            className="visually-hidden"
            onChange={(e) => {
              const f = e.currentTarget.files?.[0];
              if (f) file(f).catch(() => refuse(f));
              e.currentTarget.value = '';
            }}
          />
          <span>Image file…</span>
        </label>
      </div>
    </div>
  );
}
