/** The part of brain.js that is measured; its main module does not survive bundling, and this one comes without types. */

declare module 'brain.js/dist/neural-network' {
  const module: { readonly default: typeof import('brain.js').NeuralNetwork };
  export default module;
}
