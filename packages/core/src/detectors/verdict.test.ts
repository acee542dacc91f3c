import { describe, expect, it } from 'vitest'
import { compileMatcher } from '../scan/matcher.ts'
import { fakeKey } from './fake-key.ts'
import { catalogue } from './index.ts'

const matcher = compileMatcher(catalogue, [])
const seeds = Array.from({ length: 25 }, (_, index) => 9_000 + index * 7)

/** What is said of each of many keys in a text: one verdict for all of them, or every one that occurs. */
function verdicts(template: string): string[] {
  const said = seeds.map((seed) => {
    const found = matcher.find(fakeKey(template, seed))
    return found.length === 0
      ? 'silent'
      : found.map(({ detector, secrecy }) => `${detector?.provider ?? ''} ${secrecy}`)
  })
  return [...new Set(said.flat())]
}

const uuid = '{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}'
const supabase = (role: string, issuer = 'supabase') =>
  `{json:alg=HS256,typ=JWT}.{json:iss=${issuer},ref={lower:20},role=${role},iat=1750000000,exp=2065000000}.{url:43}`
const mapbox = (kind: string) => `${kind}.{json:u={lower:9},a=c{lowernum:24}}.{url:22}`

describe('halves of a pair', () => {
  it.each([
    ['Stripe, live', 'a("sk_live_51{alnum:97}")', 'Stripe secret'],
    ['Stripe, live, short', 'a("sk_live_{alnum:24}")', 'Stripe secret'],
    ['Stripe, test', 'a("sk_test_51{alnum:97}")', 'Stripe secret'],
    ['Stripe, restricted', 'a("rk_live_51{alnum:97}")', 'Stripe secret'],
    ['Stripe, restricted, test', 'a("rk_test_51{alnum:97}")', 'Stripe secret'],
    ['Stripe, publishable', 'a("pk_live_51{alnum:97}")', 'Stripe publishable'],
    ['Stripe, publishable, short', 'a("pk_live_{alnum:24}")', 'Stripe publishable'],
    ['Stripe, publishable, test', 'a("pk_test_51{alnum:97}")', 'Stripe publishable'],
    ['Stripe, client secret', 'a("pi_3{alnum:23}_secret_{alnum:25}")', 'Stripe publishable'],
    ['Supabase, service', `a("${supabase('service_role')}")`, 'Supabase secret'],
    ['Supabase, anonymous', `a("${supabase('anon')}")`, 'Supabase publishable'],
    ['Supabase, secret', 'a("sb_secret_{url:22}_{url:8}")', 'Supabase secret'],
    ['Supabase, publishable', 'a("sb_publishable_{url:22}_{url:8}")', 'Supabase publishable'],
    ['Mapbox, secret', `a("${mapbox('sk')}")`, 'Mapbox secret'],
    ['Mapbox, temporary', `a("${mapbox('tk')}")`, 'Mapbox secret'],
    ['Mapbox, public', `a("${mapbox('pk')}")`, 'Mapbox publishable'],
    ['Clerk, secret', 'CLERK_SECRET_KEY="sk_live_{alnum:42}"', 'Clerk secret'],
    ['Clerk, publishable', 'a("pk_live_{b64:clerk.{lower:9}.com$}")', 'Clerk publishable'],
    ['Clerk, publishable, test', 'a("pk_test_{b64:{lower:6}-{lower:5}-12.clerk.accounts.dev$}")', 'Clerk publishable'],
    ['PostHog, personal', 'a("phx_{alnum:43}")', 'PostHog secret'],
    ['PostHog, personal, longer', 'a("phx_{alnum:48}")', 'PostHog secret'],
    ['PostHog, project', 'a("phc_{alnum:43}")', 'PostHog publishable'],
    ['Sentry, DSN', 'a("https://{hex:32}@o{digit:6}.ingest.us.sentry.io/45{digit:14}")', 'Sentry publishable'],
    ['Sentry, DSN with both halves', 'a("https://{hex:32}:{hex:32}@sentry.io/1{digit:6}")', 'Sentry secret'],
    [
      'Sentry, organisation',
      'a("sntrys_{json:iat=1750000000,url=https://sentry.io,region_url=https://us.sentry.io,org={lower:8}}_{base64:43}")',
      'Sentry secret',
    ],
    ['Sentry, user', 'a("sntryu_{hex:64}")', 'Sentry secret'],
    ['LaunchDarkly, server', `a("sdk-${uuid}")`, 'LaunchDarkly secret'],
    ['LaunchDarkly, API', `LAUNCHDARKLY_API_KEY="api-${uuid}"`, 'LaunchDarkly secret'],
    ['LaunchDarkly, mobile', `a("mob-${uuid}")`, 'LaunchDarkly publishable'],
    ['LaunchDarkly, client side', 'launchDarkly={clientSideId:"{hex:24}"}', 'silent'],
    ['LaunchDarkly, client side, as a key', 'LAUNCHDARKLY_CLIENT_SIDE_KEY="{hex:24}"', 'silent'],
    ['Datadog, client', 'a({clientToken:"pub{hex:32}",site:"datadoghq.eu"})', 'Datadog publishable'],
    ['Datadog, API', 'DD_API_KEY="{hex:32}"', 'Datadog secret'],
    ['Datadog, API, in a header', 'datadog.post(url,{headers:{"DD-API-KEY":"{hex:32}"}})', 'Datadog secret'],
    ['Datadog, application', 'DATADOG_APP_KEY="{hex:40}"', 'Datadog secret'],
    ['Algolia, search', 'algoliasearch("{upper:10}","{hex:32}")', 'silent'],
    ['Algolia, search, named', 'algolia={appId:"{upper:10}",searchApiKey:"{hex:32}"}', 'silent'],
    ['Algolia, docs', 'algolia:{appId:"{upper:10}",apiKey:"{hex:32}",indexName:"docs"}', 'silent'],
    ['Algolia, admin', 'ALGOLIA_ADMIN_API_KEY="{hex:32}"', 'Algolia secret'],
    ['Algolia, admin, property', 'algolia:{adminKey:"{hex:32}"}', 'Algolia secret'],
    ['Algolia, write', 'const ALGOLIA_WRITE_KEY="{hex:32}"', 'Algolia secret'],
    ['reCAPTCHA, site', 'a({sitekey:"6Lc{url:5}AAAAA{url:27}"})', 'Google publishable'],
    ['reCAPTCHA, site, alone', '"6Lf{url:5}AAAAA{url:27}"', 'Google publishable'],
    ['reCAPTCHA, secret', 'RECAPTCHA_SECRET_KEY="6Ld{url:5}AAAAA{url:27}"', 'Google secret'],
    ['hCaptcha, site', `hcaptcha.render(e,{sitekey:"${uuid}"})`, 'silent'],
    ['Turnstile, site', 'a({sitekey:"0x4AAAAAA{url:14}"})', 'Cloudflare publishable'],
    ['Turnstile, secret', 'a("0x4AAAAAA{url:27}")', 'Cloudflare secret'],
    ['VAPID, public', 'vapidPublicKey="B{url:86}"', 'silent'],
    ['VAPID, public, Firebase', 'getToken(messaging,{vapidKey:"B{url:86}"})', 'silent'],
    ['VAPID, private', 'VAPID_PRIVATE_KEY="{url:43}"', 'Web Push secret'],
    ['OpenAI, client secret', 'a("ek_{hex:32}")', 'OpenAI publishable'],
    ['OpenAI, server', 'a("sk-proj-{url:74}T3BlbkFJ{url:74}")', 'OpenAI secret'],
    ['Google, alone', 'a("AIza{url:35}")', 'Google depends'],
    ['Google, Firebase', 'a({apiKey:"AIza{url:35}",authDomain:"{lower:7}.firebaseapp.com"})', 'Google publishable'],
    ['Google, Gemini', 'new GoogleGenAI({apiKey:"AIza{url:35}"})', 'Google secret'],
  ])('%s', (_name, template, expected) => {
    expect(verdicts(template)).toEqual([expected])
  })
})

describe('keys of services that only pages call', () => {
  it.each([
    'fetch("https://www.omdbapi.com/?apikey={hex:8}&t=x")',
    'OMDB_API_KEY="{hex:8}"',
    'const TMDB_API_KEY="{hex:32}"',
    'fetch("https://api.themoviedb.org/3/movie/popular?api_key={hex:32}")',
    'VITE_OPENWEATHER_API_KEY="{hex:32}"',
    'fetch("https://api.openweathermap.org/data/2.5/weather?q=x&appid={hex:32}")',
    'NASA_API_KEY="{alnum:40}"',
    'fetch("https://api.nasa.gov/planetary/apod?api_key={alnum:40}")',
    'GIPHY_API_KEY="{alnum:32}"',
    'UNSPLASH_ACCESS_KEY="{url:43}"',
    'PEXELS_API_KEY="{alnum:56}"',
    'AMPLITUDE_API_KEY="{hex:32}"',
    'mixpanel.init("{hex:32}")',
    'analytics.load("{alnum:32}")',
    'WALLETCONNECT_PROJECT_ID="{hex:32}"',
    'BUGSNAG_API_KEY="{hex:32}"',
    'PUSHER_APP_KEY="{hex:20}"',
    'MAPTILER_KEY="{alnum:20}"',
    'TINYMCE_API_KEY="{lowernum:48}"',
    'GA_ID="G-{uppernum:10}"',
  ])('%s is no secret', (template) => {
    expect(verdicts(template).filter((verdict) => verdict.endsWith(' secret'))).toEqual([])
  })
})

describe('a checksum', () => {
  it.each(['ghp_', 'gho_', 'ghu_', 'ghs_', 'npm_'])('decides about %s…', (prefix) => {
    expect(verdicts(`a("${prefix}{alnum:30}{crc}")`).map((verdict) => verdict.replace(/^\S+ /u, ''))).toEqual([
      'secret',
    ])
    expect(verdicts(`a("${prefix}{alnum:36}")`)).toEqual(['silent'])
  })
})
