import type { Detector } from '../../model.ts'
import { defineDetector } from '../define-detector.ts'

/** Keys of other providers of models. */
export const otherAi: readonly Detector[] = [
  defineDetector({
    id: 'anthropic-api-key',
    title: 'Anthropic API key',
    provider: 'Anthropic',
    secrecy: 'secret',
    prefixes: ['sk-ant-api', 'sk-ant-admin'],
    // 93 characters and `AA` today, with room for the next generation.
    pattern: /sk-ant-(?:api|admin)\d{2}-(?:[A-Za-z0-9_-]{93}AA(?![A-Za-z0-9_])|[A-Za-z0-9_-]{80,120})/uy,
    envNames: ['ANTHROPIC_API_KEY', 'CLAUDE_API_KEY', 'ANTHROPIC_ADMIN_KEY'],
    revokeUrl: 'https://console.anthropic.com/settings/keys',
    references: ['https://docs.anthropic.com/en/api/overview'],
    checkedOn: '2026-11-24',
    examples: {
      match: ['sk-ant-api03-{url:93}AA', 'sk-ant-admin01-{url:93}AA'],
      ignore: ['sk-ant-api03-{url:70}', 'sk-ant-api-{url:93}AA', 'task-ant-api03-{url:93}AA'],
    },
  }),
  defineDetector({
    id: 'groq-api-key',
    title: 'Groq API key',
    provider: 'Groq',
    secrecy: 'secret',
    prefixes: ['gsk_'],
    pattern: /gsk_[A-Za-z0-9]{50,54}/uy,
    envNames: ['GROQ_API_KEY'],
    revokeUrl: 'https://console.groq.com/keys',
    references: ['https://console.groq.com/docs/quickstart'],
    checkedOn: '2026-11-24',
    examples: {
      match: ['gsk_{alnum:52}', 'gsk_{alnum:20}WGdyb3FY{alnum:24}'],
      ignore: ['gsk_{alnum:40}', 'gsk_{alnum:60}', 'legsk_{alnum:52}'],
    },
  }),
  defineDetector({
    id: 'google-api-key',
    title: 'Google API key',
    provider: 'Google',
    secrecy: 'depends',
    secrecyReason:
      'A Firebase or Maps key is made for browsers when it is restricted; the same key opens Gemini wherever that API is enabled.',
    prefixes: ['AIza'],
    pattern: /AIza[0-9A-Za-z_-]{35}/uy,
    verify: googleSecrecy,
    envNames: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY', 'GOOGLE_GENAI_API_KEY'],
    revokeUrl: 'https://console.cloud.google.com/apis/credentials',
    references: [
      'https://cloud.google.com/docs/authentication/api-keys',
      'https://firebase.google.com/docs/projects/api-keys',
    ],
    checkedOn: '2026-11-24',
    examples: {
      match: ['AIza{url:35}', 'AIzaSy{url:33}'],
      ignore: ['AIza{url:30}', 'AIza{alnum:36}', 'xAIza{url:35}'],
    },
  }),
]

/** Neighbours tell: Gemini beside it makes it a secret, a Firebase or Maps configuration publishable. */
function googleSecrecy(_value: string, text: string, span: { start: number; end: number }) {
  const near = (distance: number) => text.slice(Math.max(0, span.start - distance), span.end + distance)
  if (/generativelanguage|genai|gemini|vertex/iu.test(near(140))) return 'secret'
  if (/authDomain|messagingSenderId|measurementId|storageBucket|firebaseapp\.com/u.test(near(260))) return 'publishable'
  if (/firebase|maps|mapId|places|youtube|bootstrapURLKeys/iu.test(near(140))) return 'publishable'
  return 'depends'
}
