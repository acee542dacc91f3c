/** SHA-256 of credentials that documentation and emulators show to everyone. */
export const sampleHashes: ReadonlySet<string> = new Set([
  // Emulators of Azure Storage and Cosmos DB.
  '0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059',
  'aa6547439583c3a275d4542a0df6c1ad6a863971be9f2a2220f027cc02aef615',
  // Documentation of Stripe.
  '2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326',
  'f2d6ca16515033e5dce14eba840b979d27b5cbae24bb3e5bf484339667f86397',
  '7e8de44ea9ecf6d53415c90f5b249a8591f7abafbf7d65a2c0d855afeca3ec09',
  'b1471f544ceeea31333bde7e1ecbaad6eac0d4a749412ad29bd66ef895b81c6b',
  // Test pair of reCAPTCHA.
  '03b970ed8171d73b58bbc9a5c72e3e4eec28503b56b3bb400a0801857dd45614',
  'f5e95c9954635b65acab57e6d5ea663eb900f06dc8794a90358f5abb1c77d4e0',
  // Test key of RFC 9500, of 1024 bits.
  '4c0e2a73cf7d3c9a7610c5597f016dab4281a544c3848f12aea0d0c8eb48eef2',
  // Private keys that shipped code and documentation show: node-rsa, ssh2, and undici inside of wrangler.
  '14405a2e9a8b3142d11da3acaa36cac6935292005ad62f8041539aad4e09e853',
  '97d10b2636a5b5c4c87579ef6280cf3da4686e33db534e6d3ac95c038c3b898e',
  '86206a453c3f597011cba09b088e22396da0223c51b97e99a1708409a3c58a6a',
])
