/** Keras' naming rules, kept in base because the document's edits name layers with them. */
export { snakeCase } from '../../base/naming';
