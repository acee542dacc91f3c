/** SHA-256 of credentials that documentation and emulators show to everyone. */
export const sampleHashes: ReadonlySet<string> = new Set([])
