import type { Detector } from '../model.ts'
import { defineDetector } from './define-detector.ts'
import { base62, crc32 } from './fake-key.ts'

/** Keys of other services. */
export const services: readonly Detector[] = [
  defineDetector({
    id: 'github-personal-token',
    title: 'GitHub personal access token',
    provider: 'GitHub',
    secrecy: 'secret',
    prefixes: ['ghp_'],
    pattern: /ghp_[A-Za-z0-9]{36}/uy,
    // The last six characters are a checksum; a text that only looks like a token fails it.
    verify: (value) => (base62(crc32(value.slice(4, 34)), 6) === value.slice(34) ? 'secret' : 'none'),
    envNames: ['GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_PAT'],
    revokeUrl: 'https://github.com/settings/tokens',
    references: ['https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/'],
    checkedOn: '2026-11-24',
    examples: {
      match: ['ghp_{alnum:30}{crc}', 'ghp_{upper:30}{crc}'],
      ignore: ['ghp_{alnum:36}', 'ghp_{alnum:29}{crc}', 'aghp_{alnum:30}{crc}'],
    },
  }),
  defineDetector({
    id: 'stripe-secret-key',
    title: 'Stripe secret key',
    provider: 'Stripe',
    secrecy: 'secret',
    prefixes: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'],
    pattern: /[sr]k_(?:live|test)_(?=[A-Za-z]{0,200}\d)(?=\d{0,200}[A-Za-z])[A-Za-z0-9]{16,247}/uy,
    envNames: ['STRIPE_SECRET_KEY', 'STRIPE_API_KEY'],
    revokeUrl: 'https://dashboard.stripe.com/apikeys',
    references: ['https://docs.stripe.com/keys'],
    checkedOn: '2026-11-24',
    examples: {
      match: ['sk_live_{digit:2}{alnum:97}', 'sk_test_{digit:1}{alnum:23}', 'rk_live_{digit:2}{alnum:97}'],
      ignore: ['sk_live_{alnum:10}', 'sk_prod_{alnum:24}', 'task_live_{alnum:24}', 'sk_test_your_key_goes_here'],
    },
  }),
  defineDetector({
    id: 'stripe-publishable-key',
    title: 'Stripe publishable key',
    provider: 'Stripe',
    secrecy: 'publishable',
    secrecyReason: 'Stripe.js needs it in the page; it can only start payments.',
    prefixes: ['pk_live_', 'pk_test_'],
    pattern: /pk_(?:live|test)_[A-Za-z0-9]{20,120}/uy,
    envNames: ['STRIPE_PUBLISHABLE_KEY'],
    references: ['https://docs.stripe.com/keys'],
    checkedOn: '2026-11-24',
    examples: {
      match: ['pk_live_{alnum:99}', 'pk_test_{alnum:24}'],
      ignore: ['pk_live_{alnum:10}', 'pk_prod_{alnum:24}'],
    },
  }),
]
