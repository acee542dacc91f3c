/** Prefixes that make well-known frameworks copy a variable into the page. */
export const wellKnownPublicPrefixes: readonly string[] = [
  'VITE_',
  'NEXT_PUBLIC_',
  'PUBLIC_',
  'REACT_APP_',
  'NUXT_PUBLIC_',
  'EXPO_PUBLIC_',
  'GATSBY_',
  'VUE_APP_',
  'STORYBOOK_',
  'BUN_PUBLIC_',
  'WXT_',
  'PLASMO_PUBLIC_',
  'RENDERER_VITE_',
  'NG_APP_',
]

const secretWords = words(
  'KEY KEYS APIKEY TOKEN TOKENS SECRET SECRETS PASSWORD PASSWORDS PASSWD PASSPHRASE PASS PWD CREDENTIAL CREDENTIALS PAT PRIVATE DSN SALT',
)
/** Under a public prefix `KEY` and `TOKEN` say nothing: many keys are made for browsers. */
const strongWords = words(
  'SECRET SECRETS PRIVATE PASSWORD PASSWORDS PASSWD PASSPHRASE PWD CREDENTIAL CREDENTIALS ADMIN',
)
const strongPairs = /SERVICE_?ROLE|SERVICE_?ACCOUNT|CLIENT_?SECRET/u
const harmlessLastWords = words(
  'ID IDS URL URLS URI HOST HOSTNAME DOMAIN NAME SHA VERSION REGION ZONE PATH FILE DIR PORT TTL EXPIRY EXPIRES EXPIRATION TIMEOUT SECONDS MS LENGTH SIZE TYPE ' +
    'ALGORITHM ALGO COUNT LIMIT ENABLED DISABLED ISSUER AUDIENCE HEADER PREFIX SUFFIX PROVIDER ENDPOINT BUCKET SCOPE SCOPES MODE ENV STAGE LEVEL EMAIL USER USERNAME ' +
    'REF BRANCH TAG COMMIT HASH DIGEST SLUG TITLE LOCALE LANG TZ BUILD RELEASE ORIGIN BASE MODEL TIMESTAMP DATE SOCK FINGERPRINT',
)
const publicWords = words('PUBLIC PUBLISHABLE ANON SITE SITEKEY CACHE')

/** Set by continuous integration and hosts on every build; they identify the build, not a person. */
const hostVariable =
  /^(?:CI|GITHUB|GITLAB|VERCEL|NETLIFY|CF_PAGES|WORKERS_CI|RENDER|RAILWAY|HEROKU|FLY|AWS_(?:REGION|DEFAULT_REGION|EXECUTION)|AMPLIFY|CIRCLE|TRAVIS|BUILDKITE|BITBUCKET|DRONE|TEAMCITY|JENKINS|RUNNER|BUILD|SYSTEM|AGENT|TF_BUILD|npm|NPM_CONFIG|PNPM|YARN|NODE|TURBO|NX|XDG|DBUS|SSH|LC|VSCODE|WSL|DEPLOY|COMMIT|CODESPACE|GPG)(?:_|$)/u

/** Whether the name is a public one, and what it is without its prefix. */
export function withoutPublicPrefix(name: string, prefixes: readonly string[]): string | undefined {
  const prefix = prefixes.filter((candidate) => name.startsWith(candidate)).sort((a, b) => b.length - a.length)[0]
  return prefix === undefined ? undefined : name.slice(prefix.length)
}

/** Whether the name of a private variable says that its value is a secret. */
export function nameSaysSecret(name: string): boolean {
  const parts = wordsOf(name)
  return parts.some((part) => secretWords.has(part)) && !nameSaysHarmless(name)
}

/** Whether the name says that its value may be seen. */
export function nameSaysHarmless(name: string): boolean {
  const parts = wordsOf(name)
  if (harmlessLastWords.has(parts.at(-1) ?? '')) return true
  // `SITE_PASSWORD` is a password.
  return parts.some((part) => publicWords.has(part)) && !parts.some((part) => strongWords.has(part))
}

/** Whether a name, less its public prefix, calls the value a secret all the same. */
export function publicNameSaysSecret(bareName: string, providerNames: ReadonlySet<string>): boolean {
  if (providerNames.has(bareName)) return true
  if (nameSaysHarmless(bareName)) return false
  return strongPairs.test(bareName) || wordsOf(bareName).some((part) => strongWords.has(part))
}

/** Whether a build system sets the variable by itself and its name does not say secret. */
export function isHostVariable(name: string): boolean {
  return (
    hostVariable.test(name) &&
    !/API_?KEY/u.test(name) &&
    !wordsOf(name).some((part) => part === 'TOKEN' || strongWords.has(part))
  )
}

/** Parts of a name in upper case: `openaiApiKey` and `OPENAI_API_KEY` have the same. */
function wordsOf(name: string): string[] {
  return name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/gu, '_')
    .toUpperCase()
    .split(/[^A-Z0-9]+/u)
    .filter((part) => part !== '')
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}
