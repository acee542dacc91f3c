import type { Detector } from '../../model.ts'
import { mixed } from '../proof.ts'

/** Base64 of "OpenAI". Every key of every generation carries it between two halves of equal length. */
const marker = 'T3BlbkFJ'
const character = '[A-Za-z0-9_-]'
const references = [
  'https://platform.openai.com/docs/api-reference/authentication',
  'https://help.openai.com/en/articles/5112595-best-practices-for-api-key-safety',
]
const checkedOn = '2026-11-24'

/** The place of the marker tells the length, so whatever follows a key does not belong to it. */
// eslint-disable-next-line regexp/no-empty-character-class -- matches no character, which is what is meant
const notFollowedBy = /[^\s\S]/u
/** A length that OpenAI may choose tomorrow: there only the end of the word tells the end of the key. */
const openSides = `${character}{16,160}?${marker}${character}{16,160}(?!${character})`

/** The known side lengths first, because they give the exact end. */
function halves(prefix: string): RegExp {
  const known = [74, 58, 20].map((side) => `${character}{${side}}${marker}${character}{${side}}`)
  return new RegExp(`${prefix}(?:${known.join('|')}|${openSides})`, 'uy')
}

function templates(prefix: string, sides: readonly number[]): string[] {
  return sides.map((side) => `${prefix}{url:${side}}${marker}{url:${side}}`)
}

function nearMisses(prefix: string): string[] {
  return [
    `${prefix}{url:74}T3BlbkFK{url:74}`,
    `${prefix}{url:74}${marker}`,
    `${prefix}your-key-here`,
    `di${prefix}{url:20}${marker}{url:20}`,
  ]
}

/** Keys of OpenAI, one entry a generation. */
export const openai: readonly Detector[] = [
  {
    id: 'openai-project-key',
    title: 'OpenAI project API key',
    provider: 'OpenAI',
    secrecy: 'secret',
    prefixes: ['sk-proj-'],
    pattern: halves('sk-proj-'),
    hasMarker: true,
    notFollowedBy,
    envNames: ['OPENAI_API_KEY', 'OPENAI_KEY', 'OPENAI_API_TOKEN'],
    revokeUrl: 'https://platform.openai.com/api-keys',
    references,
    checkedOn,
    examples: { match: templates('sk-proj-', [74, 58, 20]), ignore: nearMisses('sk-proj-') },
  },
  {
    id: 'openai-service-account-key',
    title: 'OpenAI service account API key',
    provider: 'OpenAI',
    secrecy: 'secret',
    prefixes: ['sk-svcacct-'],
    pattern: halves('sk-svcacct-'),
    hasMarker: true,
    notFollowedBy,
    envNames: ['OPENAI_API_KEY', 'OPENAI_KEY', 'OPENAI_API_TOKEN'],
    revokeUrl: 'https://platform.openai.com/api-keys',
    references,
    checkedOn,
    examples: { match: templates('sk-svcacct-', [74, 58]), ignore: nearMisses('sk-svcacct-') },
  },
  {
    id: 'openai-admin-key',
    title: 'OpenAI admin API key',
    provider: 'OpenAI',
    secrecy: 'secret',
    prefixes: ['sk-admin-'],
    pattern: halves('sk-admin-'),
    hasMarker: true,
    notFollowedBy,
    envNames: ['OPENAI_ADMIN_KEY'],
    revokeUrl: 'https://platform.openai.com/settings/organization/admin-keys',
    references: ['https://platform.openai.com/docs/api-reference/admin-api-keys'],
    checkedOn,
    examples: { match: templates('sk-admin-', [74, 58]), ignore: nearMisses('sk-admin-') },
  },
  {
    id: 'openai-user-key',
    title: 'OpenAI user API key',
    provider: 'OpenAI',
    secrecy: 'secret',
    prefixes: ['sk-None-'],
    pattern: halves('sk-None-'),
    hasMarker: true,
    notFollowedBy,
    envNames: ['OPENAI_API_KEY', 'OPENAI_KEY', 'OPENAI_API_TOKEN'],
    revokeUrl: 'https://platform.openai.com/api-keys',
    references,
    checkedOn,
    examples: { match: templates('sk-None-', [20, 58]), ignore: nearMisses('sk-None-') },
  },
  {
    id: 'openai-unmarked-key',
    title: 'OpenAI API key without the marker',
    provider: 'OpenAI',
    secrecy: 'secret',
    prefixes: ['sk-proj-', 'sk-svcacct-'],
    pattern: /sk-(?:proj|svcacct)-[A-Za-z0-9_-]{100,180}/uy,
    // One with the marker is for the entries above, so that who switches one of them off is not told by this one.
    verify: (value) => (value.includes(marker) ? 'none' : mixed(value)),
    envNames: ['OPENAI_API_KEY', 'OPENAI_KEY', 'OPENAI_API_TOKEN'],
    revokeUrl: 'https://platform.openai.com/api-keys',
    references,
    checkedOn,
    examples: {
      match: ['sk-proj-{url:155}{alnum:1}', 'sk-svcacct-{url:99}{alnum:1}'],
      ignore: ['sk-proj-{url:99}', 'sk-proj-{lower:120}', 'risk-proj-{url:156}', 'sk-proj-your-key-here'],
    },
  },
  {
    id: 'openai-session-token',
    title: 'OpenAI session token',
    provider: 'OpenAI',
    secrecy: 'secret',
    prefixes: ['sess-'],
    pattern: /sess-[A-Za-z0-9]{40}/uy,
    verify: mixed,
    envNames: [],
    revokeUrl: 'https://platform.openai.com/settings/profile',
    references,
    checkedOn,
    examples: {
      match: ['sess-{alnum:40}', 'sess-{lowernum:40}'],
      ignore: ['sess-{alnum:39}', 'sess-{lower:40}', 'posess-{alnum:40}'],
    },
  },
  {
    id: 'openai-legacy-key',
    title: 'OpenAI API key',
    provider: 'OpenAI',
    secrecy: 'secret',
    prefixes: ['sk-'],
    // Also keys that carry a service's name, `sk-<name>-`: any letters before the first half.
    pattern: new RegExp(
      `sk-(?!proj-|svcacct-|admin-|None-)(?:(?:[a-z][A-Za-z0-9]{0,30}-){0,3}[A-Za-z0-9]{20}${marker}[A-Za-z0-9]{20}|${openSides})`,
      'uy',
    ),
    hasMarker: true,
    notFollowedBy,
    envNames: ['OPENAI_API_KEY', 'OPENAI_KEY', 'OPENAI_API_TOKEN'],
    revokeUrl: 'https://platform.openai.com/api-keys',
    references,
    checkedOn,
    examples: {
      match: [`sk-{alnum:20}${marker}{alnum:20}`, `sk-billing-{alnum:20}${marker}{alnum:20}`],
      ignore: [`task-{alnum:20}${marker}{alnum:20}`, 'sk-{alnum:48}', `sk-{alnum:20}${marker}`, 'sk-your-key-here'],
    },
  },
  {
    id: 'openai-client-secret',
    title: 'OpenAI ephemeral client secret',
    provider: 'OpenAI',
    secrecy: 'publishable',
    secrecyReason: 'A server mints it for one browser session and it expires after about a minute.',
    prefixes: ['ek_'],
    pattern: /ek_[a-f0-9]{32}/uy,
    envNames: [],
    references: ['https://platform.openai.com/docs/guides/realtime-webrtc'],
    checkedOn,
    examples: {
      match: ['ek_{hex:32}', 'ek_{digit:16}{hex:16}'],
      ignore: ['ek_{hex:31}', 'week_{hex:32}', 'ek_{upper:32}'],
    },
  },
]
