/** Content hashes as the data code knows them; the work is in base, where documents are hashed with it too. */
export { bytesOf, canonicalJson, Hasher, hashOf, mixWord } from '../base/hash';
