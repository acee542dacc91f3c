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
  'MAIN_VITE_',
  'PRELOAD_VITE_',
  'WAKU_PUBLIC_',
  'UMI_APP_',
  'REDWOOD_ENV_',
  'SANITY_STUDIO_',
  'SANITY_APP_',
  'NG_APP_',
]

const secretWords = words(
  'KEY KEYS APIKEY TOKEN TOKENS SECRET SECRETS PASSWORD PASSWORDS PASSWD PASSPHRASE PASS PWD CREDENTIAL CREDENTIALS PAT PRIVATE DSN SALT',
)
/** Under a public prefix `KEY` and `TOKEN` say nothing: many keys are made for browsers. */
const strongWords = words('SECRET SECRETS PASSWORD PASSWORDS PASSWD PASSPHRASE PASS PWD CREDENTIAL CREDENTIALS')
/** Make a `KEY` or a `TOKEN` a secret; `ADMIN_THEME` and `PRIVATE_ROUTES` are none. */
const strongQualifiers = words('ADMIN PRIVATE MASTER ROOT')
const strongPairs = /SERVICE_?ROLE|SERVICE_?ACCOUNT|CLIENT_?SECRET/u
/** Often a secret, and often what a page keeps its own token under: the value has to look like one, too. */
const hintingPairs = /(?:^|_)AUTH_TOKEN(?:_|$)/u
/** May stand behind the word that says secret: `SECRET_ACCESS_KEY` is one, `PASSWORD_POLICY` is none. */
const trailingWords = words(
  'KEY KEYS TOKEN TOKENS API ACCESS AUTH BASE BASE64 B64 VALUE JSON PEM STRING DEV DEVELOPMENT PROD PRODUCTION STAGING STAGE TEST LOCAL LIVE OLD NEW V1 V2 V3',
)
const harmlessLastWords = words(
  'ID IDS URL URLS URI HOST HOSTNAME DOMAIN NAME SHA VERSION REGION ZONE PATH FILE DIR PORT TTL EXPIRY EXPIRES EXPIRATION TIMEOUT SECONDS MS LENGTH SIZE TYPE ' +
    'ALGORITHM ALGO COUNT LIMIT ENABLED DISABLED ISSUER AUDIENCE HEADER PREFIX SUFFIX PROVIDER ENDPOINT BUCKET SCOPE SCOPES MODE ENV STAGE LEVEL EMAIL USER USERNAME ' +
    'REF REFS BRANCH TAG COMMIT REVISION REV HEAD HASH SHA1 SHA256 SHA512 MD5 CHECKSUM DIGEST ETAG UUID GUID SLUG TITLE LOCALE LANG TZ BUILD RELEASE ORIGIN BASE MODEL TIMESTAMP DATE SOCK FINGERPRINT ' +
    'ADDRESS CONTRACT DATABASE DB DATASET SPACE TABLE INDEX PROJECT TEAM ORG ORGANIZATION TENANT WORKSPACE CLUSTER CHANNEL DEPLOYMENT CONTEXT ENVIRONMENT IMAGE ' +
    'ROUTE ROUTES RESET POLICY PATTERN REGEX HINT LABEL PLACEHOLDER MESSAGE TEXT STRENGTH RULES THEME ROLE ROLES LAYOUT CURRENCY TIMEZONE LOCALES FORMAT PLATFORM',
)
const publicWords = words('PUBLIC PUBLISHABLE ANON SITE SITEKEY CACHE STOREFRONT BROWSER FRONTEND')
/** What providers' guides call the keys that they make for pages. */
const publishableNames =
  /(?:ALGOLIA|MEILI(?:SEARCH)?|TYPESENSE)_(?:\w{1,30}_)?SEARCH|SEARCH_ONLY|(?:SEGMENT|RUDDERSTACK|JITSU)_(?:\w{1,30}_)?WRITE_KEY|(?:DD|DATADOG)_(?:\w{1,30}_)?CLIENT_TOKEN/u

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
  return wordsOf(name).some((part) => secretWords.has(part)) && !nameSaysHarmless(name)
}

/** Whether the name says that its value may be seen. */
export function nameSaysHarmless(name: string): boolean {
  const parts = wordsOf(name)
  if (harmlessLastWords.has(parts.at(-1) ?? '')) return true
  // `SITE_PASSWORD` is a password.
  if (parts.some((part) => strongWords.has(part) || strongQualifiers.has(part))) return false
  return parts.some((part) => publicWords.has(part)) || publishableNames.test(parts.join('_'))
}

/** Whether a name, less its public prefix, calls the value a secret all the same. */
export function publicNameSaysSecret(bareName: string, providerNames: ReadonlySet<string>): boolean {
  if (providerNames.has(bareName)) return true
  if (nameSaysHarmless(bareName)) return false
  const parts = wordsOf(bareName)
  // `APP_OPENAI_API_KEY_DEV` is what its middle says.
  const core = parts.slice(0, parts.findLastIndex((part) => !isTrailing(part) || secretWords.has(part)) + 1)
  if (core.some((_, start) => providerNames.has(core.slice(start).join('_')))) return true
  if (strongPairs.test(bareName)) return true
  const head = parts.findLastIndex((part) => strongWords.has(part))
  if (head !== -1 && parts.slice(head + 1).every(isTrailing)) return true
  const qualifier = parts.findIndex((part) => strongQualifiers.has(part))
  if (qualifier === -1) return false
  const key = parts.findLastIndex((part) => secretWords.has(part))
  return key >= qualifier && parts.slice(key + 1).every(isTrailing)
}

/** Whether a name may call the value a secret, which a random value then proves: `PASSWORD_LOGIN`. */
export function nameHintsSecret(bareName: string): boolean {
  if (nameSaysHarmless(bareName)) return false
  return wordsOf(bareName).some((part) => strongWords.has(part)) || hintingPairs.test(bareName)
}

/** Whether a person may have chosen the value; keys and tokens come from machines, and words under such names are none. */
export function nameSaysPassword(name: string): boolean {
  return wordsOf(name).some((part) => strongWords.has(part))
}

/** Whether a build system sets the variable by itself and its name does not say secret. */
export function isHostVariable(name: string): boolean {
  return (
    hostVariable.test(name) &&
    !/API_?KEY/u.test(name) &&
    !wordsOf(name).some((part) => part === 'TOKEN' || strongWords.has(part) || strongQualifiers.has(part))
  )
}

/**
 * Parts of a name in upper case: `openaiApiKey` and `OPENAI_API_KEY` have the same. Words that programs glue to others
 * (`PGPASSWORD`, `SYSTEM_ACCESSTOKEN`) are parts of their own.
 */
function wordsOf(name: string): string[] {
  return name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/gu, '_')
    .toUpperCase()
    .replace(gluedWord, '_')
    .split(/[^A-Z0-9]+/u)
    .filter((part) => part !== '')
}

const gluedWord =
  /(?<=[A-Z0-9]{2})(?=(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?)(?![A-Z]))|(?<=ACCESS|SECRET|PRIVATE|AUTH|MASTER|API)(?=KEY(?![A-Z]))/gu

function isTrailing(word: string): boolean {
  return trailingWords.has(word) || /^\d+$/u.test(word)
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}
