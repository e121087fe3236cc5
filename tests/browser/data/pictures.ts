/** Picture files made on the spot: canvases as PNG or JPEG, a hand-written animated GIF, and damaged ones. */

/** Left half red, right half blue, top row of eight pixels green; big enough for JPEG's blocks. */
export function drawing(width: number, height: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.fillStyle = 'rgb(255, 0, 0)';
  context.fillRect(0, 0, width / 2, height);
  context.fillStyle = 'rgb(0, 0, 255)';
  context.fillRect(width / 2, 0, width / 2, height);
  context.fillStyle = 'rgb(0, 255, 0)';
  context.fillRect(0, 0, width, 8);
  return canvas;
}

export function solid(width: number, height: number, colour: string): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  return canvas;
}

export const png = (canvas: OffscreenCanvas): Promise<Blob> => canvas.convertToBlob({ type: 'image/png' });
export const jpeg = (canvas: OffscreenCanvas): Promise<Blob> =>
  canvas.convertToBlob({ type: 'image/jpeg', quality: 1 });

/** The JPEG with an EXIF block that says how the camera was held (1..8). */
export async function withOrientation(image: Blob, orientation: number): Promise<Blob> {
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0];
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const length = 2 + exif.length + tiff.length;
  const block = new Uint8Array([0xff, 0xe1, length >> 8, length & 255, ...exif, ...tiff]);
  return new Blob([image.slice(0, 2), block, image.slice(2)], { type: 'image/jpeg' });
}

/** 2 x 2, two frames: all red, then all blue. */
export function animatedGif(): Blob {
  const text = (s: string): number[] => [...s].map((c) => c.charCodeAt(0));
  const frame = (colour: 0 | 1): number[] => {
    // LZW, two bits a code at first: clear (4), the colour four times, end (5); codes grow to three bits at once.
    const codes = [4, colour, colour, colour, colour, 5];
    let bits = 0;
    let count = 0;
    const bytes: number[] = [];
    codes.forEach((code, i) => {
      const width = i < 5 ? 3 : 4;
      bits |= code << count;
      count += width;
      while (count >= 8) {
        bytes.push(bits & 255);
        bits >>= 8;
        count -= 8;
      }
    });
    if (count > 0) bytes.push(bits & 255);
    return [0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, bytes.length, ...bytes, 0];
  };
  const palette = [255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0];
  return new Blob(
    [new Uint8Array([...text('GIF89a'), 2, 0, 2, 0, 0xf1, 0, 0, ...palette, ...frame(0), ...frame(1), 0x3b])],
    { type: 'image/gif' },
  );
}

/** A PNG cut off in the middle of its pixels. */
export async function brokenPng(): Promise<Blob> {
  const whole = await png(drawing(64, 64));
  return whole.slice(0, 60);
}
