/**
 * The sentences that explain arguments, where the build has moved them out of the catalogue (scripts/vite-move-docs.mjs):
 * a seventh of what the catalogue weighs, and read by nobody before the page is up. Empty where nothing was moved.
 */
export const argumentDocs: readonly string[] = [];
