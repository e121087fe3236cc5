/** The compiled kernels as base64; `scripts/vite-kernels.mjs` makes them from the folder `kernels`. */
declare module 'virtual:strata-kernels' {
  const base64: string;
  export default base64;
}
