/** The compiled kernels as base64; `scripts/vite-kernels.mjs` makes them from the folder `kernels`. */
declare module 'virtual:strata-kernels' {
  /** With plain SIMD. */
  export const plain: string;
  /** With fused multiply-add besides, where the engine knows relaxed SIMD. */
  export const relaxed: string;
}
