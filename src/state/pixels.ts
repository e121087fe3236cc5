/** Images come as bytes: their range, and what brings them to numbers near 1. */

/** The greatest value of a pixel, as it comes from the data stage. */
export const LARGEST_PIXEL = 255;

/** Brings pixels to 0 to 1. */
export const PIXEL_SCALE = 1 / LARGEST_PIXEL;
