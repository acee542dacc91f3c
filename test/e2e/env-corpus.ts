import { fakeKey } from '@keyfence/core'

/** Names and values, as a person would write them into a file or a shell. */
type Values = Readonly<Record<string, string>>

/** The environment and configuration of a real-life project that leaks nothing. */
export interface CleanPair {
  readonly name: string
  /** Text of `.env`, or of several files by their path below the root. */
  readonly env: string | Values
  /** Expression → value, which becomes JSON. */
  readonly define?: Readonly<Record<string, unknown>>
  readonly processEnv?: Values
  readonly envPrefix?: string | readonly string[]
  readonly envDir?: string
  /** Text that the client shows besides. */
  readonly text?: string
}

/** One way in which a secret of the environment reaches the client. */
export interface LeakPair {
  readonly name: string
  readonly env?: string | Values
  readonly processEnv?: Values
  /** Expression → code. `all` is what `loadEnv(mode, root, '')` gives. */
  readonly define?: (all: Values) => Values
  readonly envPrefix?: string
  /** Code of `src/main.js`. */
  readonly main: string
  readonly rule: 'public-env' | 'env-value'
  readonly envName: string
  /** `path:line` of the variable; null for one of the process environment. */
  readonly envSource: string | null
  /** Characters of which no four in a row may be shown. */
  readonly hidden: string
}

/** A JSON Web Token of some payload. The signature is made up. */
function webToken(payload: object, seed: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}.${fakeKey('{url:43}', seed)}`
}

/** A private key in its usual armour, lines of 64 characters. */
function privateKey(kind: string, seed: number): { text: string; body: string } {
  const body = [0, 1, 2, 3].map((line) => fakeKey('{base64:64}', seed + line))
  return { text: [`-----BEGIN ${kind}-----`, ...body, `-----END ${kind}-----`].join('\n'), body: body.join('') }
}

function supabaseToken(role: string, seed: number): string {
  const ref = fakeKey('{lower:20}', seed)
  return webToken({ iss: 'supabase', ref, role, iat: 1_760_000_000, exp: 2_075_000_000 }, seed)
}

const commit = fakeKey('{hex:40}', 1)
const shortCommit = commit.slice(0, 7)
const uuid = fakeKey('{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}', 2)
const googleKey = fakeKey('AIza{url:35}', 3)
const pusherKey = fakeKey('{hex:20}', 4)
const runId = fakeKey('1{digit:10}', 5)
const lines = (...text: string[]) => `${text.join('\n')}\n`

/** Starters and guides of frameworks. */
const frameworks: readonly CleanPair[] = [
  { name: 'React starter without an environment', env: {} },
  {
    name: 'Vue starter',
    env: lines('VITE_APP_TITLE=My Vue App', 'VITE_API_BASE_URL=http://localhost:8080/api', 'VITE_MODE=development'),
    define: { __VUE_OPTIONS_API__: true, __VUE_PROD_DEVTOOLS__: false },
  },
  {
    name: 'Svelte starter with modes',
    env: {
      '.env': lines('VITE_API=https://api.notes.test', 'VITE_THEME=dark'),
      '.env.production': lines('VITE_API=https://api.notes.test/v2'),
      '.env.local': lines('SESSION_PASSWORD=' + fakeKey('{alnum:24}', 10)),
    },
  },
  {
    name: 'Laravel with Pusher',
    env: lines(
      'APP_NAME="Shop Floor"',
      'APP_ENV=local',
      `APP_KEY=base64:${fakeKey('{base64:43}', 11)}=`,
      'APP_DEBUG=true',
      'APP_URL=http://localhost',
      'DB_CONNECTION=mysql',
      'DB_HOST=127.0.0.1',
      'DB_PORT=3306',
      'DB_DATABASE=shop_floor',
      'DB_USERNAME=shop_floor',
      'DB_PASSWORD=shop_floor',
      'SESSION_DRIVER=database',
      'SESSION_LIFETIME=120',
      'REDIS_PASSWORD=null',
      'MAIL_FROM_ADDRESS="hello@shop.test"',
      'MAIL_PASSWORD=null',
      'AWS_DEFAULT_REGION=us-east-1',
      `PUSHER_APP_ID=${fakeKey('{digit:7}', 12)}`,
      `PUSHER_APP_KEY=${pusherKey}`,
      `PUSHER_APP_SECRET=${fakeKey('{hex:20}', 13)}`,
      'PUSHER_APP_CLUSTER=mt1',
      'VITE_APP_NAME="${APP_NAME}"',
      'VITE_PUSHER_APP_KEY="${PUSHER_APP_KEY}"',
      'VITE_PUSHER_HOST="${PUSHER_HOST}"',
      'VITE_PUSHER_APP_CLUSTER="${PUSHER_APP_CLUSTER}"',
    ),
    text: 'shop_floor database laravel_session null',
  },
  {
    name: 'Laravel with Reverb',
    env: lines(
      'APP_NAME=Laravel',
      `REVERB_APP_ID=${fakeKey('{digit:6}', 14)}`,
      `REVERB_APP_KEY=${fakeKey('{lower:20}', 15)}`,
      `REVERB_APP_SECRET=${fakeKey('{lower:20}', 16)}`,
      'REVERB_HOST="localhost"',
      'REVERB_PORT=8080',
      'VITE_REVERB_APP_KEY="${REVERB_APP_KEY}"',
      'VITE_REVERB_HOST="${REVERB_HOST}"',
      'VITE_REVERB_PORT="${REVERB_PORT}"',
      'VITE_REVERB_SCHEME="${REVERB_SCHEME}"',
    ),
  },
  {
    name: 'Laravel whose local file holds the values that the shared one forwards',
    env: {
      '.env': lines('VITE_PUSHER_APP_KEY="${PUSHER_APP_KEY}"', 'PUSHER_APP_KEY=app-key'),
      '.env.local': lines(`PUSHER_APP_KEY=${pusherKey}`),
    },
  },
  {
    name: 'Rails with Vite',
    env: lines(
      'RAILS_ENV=development',
      `SECRET_KEY_BASE=${fakeKey('{hex:128}', 17)}`,
      `RAILS_MASTER_KEY=${fakeKey('{hex:32}', 18)}`,
      'DATABASE_URL=postgres://postgres:postgres@localhost:5432/blog_development',
      'VITE_RUBY_PORT=3036',
      'VITE_RUBY_PUBLIC_OUTPUT_DIR=vite-dev',
      'VITE_CABLE_URL=ws://localhost:3000/cable',
    ),
    text: 'blog_development postgres',
  },
  {
    name: 'Django with Vite',
    env: lines(
      `SECRET_KEY='django-insecure-${fakeKey('{alnum:40}', 19)}#$%&'`,
      'DJANGO_SETTINGS_MODULE=config.settings.local',
      'DJANGO_ADMIN_URL=backoffice/',
      'DJANGO_SUPERUSER_PASSWORD=administrator',
      'POSTGRES_DB=backoffice',
      'POSTGRES_USER=backoffice',
      'POSTGRES_PASSWORD=backoffice',
      'VITE_CSRF_COOKIE=csrftoken',
      'VITE_STATIC_URL=/static/',
    ),
    text: 'backoffice administrator csrftoken',
  },
  {
    name: 'Astro with its own prefix',
    env: lines('PUBLIC_SITE_NAME=Field Notes', `PUBLIC_PLAUSIBLE_DOMAIN=field.notes.test`, 'SECRET_ROUTE=/hidden'),
    envPrefix: 'PUBLIC_',
  },
  {
    name: 'Create React App that moved to Vite',
    env: lines('REACT_APP_API_URL=https://api.old.test', `REACT_APP_MAPS_KEY=${googleKey}`, 'PUBLIC_URL=/app'),
    envPrefix: ['VITE_', 'REACT_APP_'],
    define: {
      'process.env.NODE_ENV': 'production',
      'process.env.REACT_APP_MAPS_KEY': googleKey,
      'process.env.PUBLIC_URL': '/app',
    },
  },
  {
    name: 'Tauri',
    env: lines('VITE_WINDOW_TITLE=Desk', 'TAURI_DEV_HOST=192.168.1.20'),
    envPrefix: ['VITE_', 'TAURI_ENV_'],
    processEnv: {
      TAURI_ENV_PLATFORM: 'linux',
      TAURI_ENV_TARGET_TRIPLE: 'x86_64-unknown-linux-gnu',
      TAURI_SIGNING_PRIVATE_KEY_PASSWORD: 'production',
    },
  },
  {
    name: 'monorepo with one environment file at its root',
    env: {
      '../../.env': lines(
        'VITE_API_URL=https://api.mono.test',
        `JWT_SECRET=${fakeKey('{alnum:48}', 20)}`,
        'TURBO_TEAM=mono-team',
        `TURBO_TOKEN=${fakeKey('{alnum:24}', 21)}`,
      ),
      '.env': lines('VITE_APP_NAME=admin-dashboard'),
    },
    envDir: '../..',
    text: 'admin-dashboard mono-team',
  },
]

/** Services whose browser half is made to be seen. */
const services: readonly CleanPair[] = [
  {
    name: 'Supabase with an anon token',
    env: lines(
      `VITE_SUPABASE_URL=https://${fakeKey('{lower:20}', 30)}.supabase.co`,
      `VITE_SUPABASE_ANON_KEY=${supabaseToken('anon', 31)}`,
      `SUPABASE_SERVICE_ROLE_KEY=${supabaseToken('service_role', 32)}`,
      `SUPABASE_DB_PASSWORD=${fakeKey('{alnum:16}', 33)}`,
    ),
  },
  {
    name: 'Supabase with publishable keys, under a private name and a define',
    env: lines(
      `SUPABASE_KEY=${supabaseToken('anon', 34)}`,
      `SUPABASE_API_KEY=sb_publishable_${fakeKey('{url:22}_{url:8}', 35)}`,
    ),
    define: {
      __SUPABASE_KEY__: supabaseToken('anon', 34),
      __SUPABASE_API_KEY__: `sb_publishable_${fakeKey('{url:22}_{url:8}', 35)}`,
    },
  },
  {
    name: 'Firebase web configuration',
    env: lines(
      `VITE_FIREBASE_API_KEY=${googleKey}`,
      'VITE_FIREBASE_AUTH_DOMAIN=notes-1a2b3.firebaseapp.com',
      'VITE_FIREBASE_PROJECT_ID=notes-1a2b3',
      'VITE_FIREBASE_STORAGE_BUCKET=notes-1a2b3.appspot.com',
      `VITE_FIREBASE_MESSAGING_SENDER_ID=${fakeKey('{digit:12}', 36)}`,
      `VITE_FIREBASE_APP_ID=1:${fakeKey('{digit:12}', 37)}:web:${fakeKey('{hex:22}', 38)}`,
      `VITE_FIREBASE_MEASUREMENT_ID=G-${fakeKey('{upper:10}', 39)}`,
      `VITE_FIREBASE_VAPID_KEY=B${fakeKey('{url:86}', 40)}`,
      'GOOGLE_APPLICATION_CREDENTIALS=./service-account.json',
    ),
  },
  {
    name: 'Firebase configuration in a define',
    env: lines(`FIREBASE_API_KEY=${googleKey}`, 'FIREBASE_PROJECT_ID=notes-1a2b3'),
    define: { __FIREBASE__: { apiKey: googleKey, authDomain: 'notes-1a2b3.firebaseapp.com' } },
  },
  {
    name: 'Auth0 single page application',
    env: lines(
      'VITE_AUTH0_DOMAIN=dev-notes.eu.auth0.com',
      `VITE_AUTH0_CLIENT_ID=${fakeKey('{alnum:32}', 41)}`,
      'VITE_AUTH0_AUDIENCE=https://api.notes.test',
      'VITE_AUTH0_CALLBACK_URL=http://localhost:5173/callback',
      `AUTH0_CLIENT_SECRET=${fakeKey('{url:64}', 42)}`,
      `AUTH0_SECRET=${fakeKey('{hex:64}', 43)}`,
    ),
  },
  {
    name: 'Auth0 under private names and defines',
    env: lines(`AUTH0_CLIENT_ID=${fakeKey('{alnum:32}', 44)}`, 'AUTH0_DOMAIN=dev-notes.eu.auth0.com'),
    define: { 'process.env.AUTH0_CLIENT_ID': fakeKey('{alnum:32}', 44), __AUTH_DOMAIN__: 'dev-notes.eu.auth0.com' },
  },
  {
    name: 'Clerk',
    env: lines(
      `VITE_CLERK_PUBLISHABLE_KEY=pk_test_${Buffer.from('quick-fox-12.clerk.accounts.dev$').toString('base64')}`,
      `CLERK_SECRET_KEY=sk_test_${fakeKey('{alnum:42}', 45)}`,
      'VITE_CLERK_SIGN_IN_URL=/sign-in',
    ),
  },
  {
    name: 'Sentry',
    env: lines(
      `VITE_SENTRY_DSN=https://${fakeKey('{hex:32}', 46)}@o${fakeKey('{digit:6}', 47)}.ingest.sentry.io/${fakeKey('{digit:7}', 48)}`,
      `SENTRY_DSN=https://${fakeKey('{hex:32}', 46)}@o${fakeKey('{digit:6}', 47)}.ingest.sentry.io/${fakeKey('{digit:7}', 48)}`,
      `SENTRY_RELEASE=notes@1.4.0+${commit}`,
      'SENTRY_ORG=notes-team',
      'SENTRY_PROJECT=notes-web',
      `SENTRY_AUTH_TOKEN=${fakeKey('{hex:64}', 49)}`,
    ),
    define: {
      __SENTRY_RELEASE__: `notes@1.4.0+${commit}`,
      SENTRY_DSN: `https://${fakeKey('{hex:32}', 46)}@o${fakeKey('{digit:6}', 47)}.ingest.sentry.io/${fakeKey('{digit:7}', 48)}`,
    },
    text: 'notes-team notes-web',
  },
  {
    name: 'Stripe',
    env: lines(
      `VITE_STRIPE_PUBLISHABLE_KEY=${fakeKey('pk_live_{alnum:99}', 50)}`,
      `VITE_STRIPE_API_KEY=${fakeKey('pk_test_{alnum:99}', 51)}`,
      `STRIPE_SECRET_KEY=${fakeKey('sk_test_{digit:2}{alnum:97}', 52)}`,
      `STRIPE_WEBHOOK_SECRET=whsec_${fakeKey('{alnum:32}', 53)}`,
      `VITE_STRIPE_PRICE_ID=price_${fakeKey('{alnum:24}', 54)}`,
    ),
  },
  {
    name: 'Mapbox',
    env: lines(
      `VITE_MAPBOX_ACCESS_TOKEN=pk.${Buffer.from(`{"u":"notes","a":"${fakeKey('{lower:20}', 55)}"}`).toString('base64url')}.${fakeKey('{url:22}', 56)}`,
      'VITE_MAP_STYLE=mapbox://styles/mapbox/streets-v12',
    ),
  },
  {
    name: 'Mapbox under a private name and a define',
    env: lines(
      `MAPBOX_TOKEN=pk.${Buffer.from('{"u":"notes","a":"cl12"}').toString('base64url')}.${fakeKey('{url:22}', 57)}`,
    ),
    define: {
      'process.env.MAPBOX_TOKEN': `pk.${Buffer.from('{"u":"notes","a":"cl12"}').toString('base64url')}.${fakeKey('{url:22}', 57)}`,
    },
  },
  {
    name: 'MapTiler key inside of a URL',
    env: lines(
      `MAPTILER_KEY=${fakeKey('{alnum:20}', 58)}`,
      'VITE_MAP_STYLE_URL="https://api.maptiler.com/maps/streets/style.json?key=${MAPTILER_KEY}"',
    ),
  },
  {
    name: 'Algolia',
    env: lines(
      `VITE_ALGOLIA_APP_ID=${fakeKey('{upper:10}', 59)}`,
      `VITE_ALGOLIA_SEARCH_KEY=${fakeKey('{hex:32}', 60)}`,
      `ALGOLIA_ADMIN_KEY=${fakeKey('{hex:32}', 61)}`,
      'VITE_ALGOLIA_INDEX=prod_articles',
    ),
    text: 'prod_articles',
  },
  {
    name: 'Algolia search key in a define',
    env: lines(
      `ALGOLIA_SEARCH_API_KEY=${fakeKey('{hex:32}', 62)}`,
      `TYPESENSE_SEARCH_ONLY_KEY=${fakeKey('{alnum:32}', 63)}`,
    ),
    define: { __SEARCH_KEY__: fakeKey('{hex:32}', 62), __TYPESENSE_KEY__: fakeKey('{alnum:32}', 63) },
  },
  {
    name: 'PostHog',
    env: lines(
      `VITE_PUBLIC_POSTHOG_KEY=phc_${fakeKey('{alnum:43}', 64)}`,
      'VITE_PUBLIC_POSTHOG_HOST=https://eu.i.posthog.com',
    ),
  },
  {
    name: 'PostHog and Segment under private names and defines',
    env: lines(`POSTHOG_API_KEY=phc_${fakeKey('{alnum:43}', 65)}`, `SEGMENT_WRITE_KEY=${fakeKey('{alnum:32}', 66)}`),
    define: { __POSTHOG__: `phc_${fakeKey('{alnum:43}', 65)}`, __SEGMENT__: fakeKey('{alnum:32}', 66) },
  },
  { name: 'Segment', env: lines(`VITE_SEGMENT_WRITE_KEY=${fakeKey('{alnum:32}', 67)}`) },
  {
    name: 'Google Maps, Analytics and reCAPTCHA',
    env: lines(
      `VITE_GOOGLE_MAPS_API_KEY=${fakeKey('AIza{url:35}', 68)}`,
      `VITE_YOUTUBE_KEY=${fakeKey('AIza{url:35}', 69)}`,
      `VITE_GA_MEASUREMENT_ID=G-${fakeKey('{upper:10}', 70)}`,
      `VITE_GTM_ID=GTM-${fakeKey('{upper:7}', 71)}`,
      `VITE_RECAPTCHA_SITE_KEY=6L${fakeKey('{url:38}', 72)}`,
      `RECAPTCHA_SITE_KEY=6L${fakeKey('{url:38}', 72)}`,
      `RECAPTCHA_SECRET_KEY=6L${fakeKey('{url:38}', 73)}`,
      `VITE_GOOGLE_CLIENT_ID=${fakeKey('{digit:12}-{lower:32}', 74)}.apps.googleusercontent.com`,
    ),
  },
  {
    name: 'Google Maps under a private name and a define',
    env: lines(`GOOGLE_MAPS_API_KEY=${fakeKey('AIza{url:35}', 75)}`),
    define: { 'process.env.GOOGLE_MAPS_API_KEY': fakeKey('AIza{url:35}', 75) },
  },
  {
    name: 'TMDB',
    env: lines(
      `VITE_TMDB_KEY=${fakeKey('{hex:32}', 76)}`,
      `VITE_TMDB_ACCESS_TOKEN=${webToken({ aud: fakeKey('{hex:32}', 77), scopes: ['api_read'], version: 1 }, 78)}`,
    ),
  },
  {
    name: 'OpenWeather',
    env: lines(`VITE_OPENWEATHER_API_KEY=${fakeKey('{hex:32}', 79)}`, `VITE_WEATHER_UNITS=metric`),
  },
  {
    name: 'WalletConnect and contracts',
    env: lines(
      `VITE_WALLETCONNECT_PROJECT_ID=${fakeKey('{hex:32}', 80)}`,
      `CONTRACT_ADDRESS=0x${fakeKey('{hex:40}', 81)}`,
      'VITE_CHAIN_ID=11155111',
      `PRIVATE_KEY=0x${fakeKey('{hex:64}', 82)}`,
    ),
    define: { __CONTRACT__: `0x${fakeKey('{hex:40}', 81)}` },
  },
  {
    name: 'Contentful',
    env: lines(
      `VITE_CONTENTFUL_SPACE_ID=${fakeKey('{alnum:12}', 83)}`,
      `VITE_CONTENTFUL_DELIVERY_TOKEN=${fakeKey('{url:43}', 84)}`,
      `CONTENTFUL_SPACE=${fakeKey('{alnum:12}', 85)}`,
      `CONTENTFUL_MANAGEMENT_TOKEN=CFPAT-${fakeKey('{url:43}', 86)}`,
    ),
    define: { __SPACE__: fakeKey('{alnum:12}', 85) },
  },
  {
    name: 'Sanity and Storyblok',
    env: lines(
      `VITE_SANITY_PROJECT_ID=${fakeKey('{lower:8}', 87)}`,
      'VITE_SANITY_DATASET=production',
      'VITE_SANITY_API_VERSION=2024-05-01',
      `VITE_STORYBLOK_PREVIEW_TOKEN=${fakeKey('{alnum:22}tt', 88)}`,
    ),
  },
  {
    name: 'Shopify storefront',
    env: lines(
      'VITE_SHOPIFY_STORE_DOMAIN=notes-shop.myshopify.com',
      `VITE_SHOPIFY_STOREFRONT_ACCESS_TOKEN=${fakeKey('{hex:32}', 89)}`,
      `PUBLIC_STOREFRONT_API_TOKEN=${fakeKey('{hex:32}', 90)}`,
      `PRIVATE_STOREFRONT_API_TOKEN=shpat_${fakeKey('{hex:32}', 91)}`,
      `SESSION_SECRET=foobar`,
    ),
    envPrefix: ['VITE_', 'PUBLIC_'],
  },
  {
    name: 'Appwrite, Convex and PocketBase',
    env: lines(
      'VITE_APPWRITE_ENDPOINT=https://cloud.appwrite.io/v1',
      `VITE_APPWRITE_PROJECT_ID=${fakeKey('{hex:20}', 92)}`,
      `APPWRITE_API_KEY=standard_${fakeKey('{hex:256}', 93)}`,
      'CONVEX_DEPLOYMENT=dev:happy-otter-123 # team: notes, project: notes',
      'VITE_CONVEX_URL=https://happy-otter-123.convex.cloud',
      'VITE_POCKETBASE_URL=http://127.0.0.1:8090',
    ),
  },
  {
    name: 'LaunchDarkly, Datadog, Cloudinary and Plausible',
    env: lines(
      `VITE_LAUNCHDARKLY_CLIENT_ID=${fakeKey('{hex:24}', 94)}`,
      `VITE_DATADOG_CLIENT_TOKEN=pub${fakeKey('{hex:32}', 95)}`,
      `DD_CLIENT_TOKEN=pub${fakeKey('{hex:32}', 95)}`,
      `VITE_DATADOG_APPLICATION_ID=${uuid}`,
      'VITE_CLOUDINARY_CLOUD_NAME=notes-media',
      'VITE_CLOUDINARY_UPLOAD_PRESET=unsigned_notes',
      `CLOUDINARY_URL=cloudinary://${fakeKey('{digit:15}', 96)}:${fakeKey('{alnum:27}', 97)}@notes-media`,
      'VITE_PLAUSIBLE_DOMAIN=notes.test',
    ),
    text: 'notes-media',
  },
  {
    name: 'web push with a key pair',
    env: lines(
      `VAPID_PUBLIC_KEY=B${fakeKey('{url:86}', 98)}`,
      `VAPID_PRIVATE_KEY=${fakeKey('{url:43}', 99)}`,
      'VITE_VAPID_PUBLIC_KEY=${VAPID_PUBLIC_KEY}',
    ),
  },
]

/** Process environments of continuous integration and of hosts. */
const hosts: readonly CleanPair[] = [
  {
    name: 'GitHub Actions',
    env: {},
    processEnv: {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_SHA: commit,
      GITHUB_REF_NAME: 'main',
      GITHUB_REPOSITORY: 'notes-team/notes-web',
      GITHUB_RUN_ID: runId,
      GITHUB_RUN_NUMBER: '1742',
      GITHUB_ACTOR: 'octo-person',
      GITHUB_TOKEN: `ghs_${fakeKey('{alnum:36}', 110)}`,
      ACTIONS_RUNTIME_TOKEN: webToken({ scp: 'x' }, 111),
      RUNNER_TEMP: '/home/runner/work/_temp',
      RUNNER_TRACKING_ID: `github_${uuid}`,
    },
    define: {
      __COMMIT__: commit,
      __SHORT__: shortCommit,
      __RUN__: runId,
      __REPOSITORY__: 'notes-team/notes-web',
      __TRACKING__: `github_${uuid}`,
    },
  },
  {
    name: 'Vercel',
    env: {},
    processEnv: {
      VERCEL: '1',
      VERCEL_ENV: 'production',
      VERCEL_URL: 'notes-web-git-main.vercel.app',
      VERCEL_GIT_COMMIT_SHA: commit,
      VERCEL_GIT_PREVIOUS_SHA: fakeKey('{hex:40}', 112),
      VERCEL_GIT_COMMIT_AUTHOR_LOGIN: 'octo-person',
      VERCEL_DEPLOYMENT_ID: `dpl_${fakeKey('{alnum:28}', 113)}`,
      VERCEL_PROJECT_ID: `prj_${fakeKey('{alnum:28}', 114)}`,
      VITE_VERCEL_ENV: 'production',
      VITE_VERCEL_GIT_COMMIT_SHA: commit,
      VERCEL_OIDC_TOKEN: webToken({ sub: 'owner' }, 115),
    },
    define: { __DEPLOYMENT__: `dpl_${fakeKey('{alnum:28}', 113)}`, __SHA__: commit },
  },
  {
    name: 'variables of Vercel, pulled into a file',
    env: {
      '.env.local': lines(
        '# Created by Vercel CLI',
        'NX_DAEMON="false"',
        'TURBO_CACHE="remote:rw"',
        'VERCEL="1"',
        `VERCEL_GIT_COMMIT_SHA="${commit}"`,
        `VERCEL_DEPLOYMENT_ID="dpl_${fakeKey('{alnum:28}', 116)}"`,
        `VERCEL_OIDC_TOKEN="${webToken({ sub: 'owner' }, 117)}"`,
        `VERCEL_SKEW_PROTECTION="${fakeKey('{alnum:28}', 118)}"`,
      ),
    },
    define: { __SHA__: commit, __SKEW__: fakeKey('{alnum:28}', 118) },
  },
  {
    name: 'Netlify',
    env: {},
    processEnv: {
      NETLIFY: 'true',
      COMMIT_REF: commit,
      CACHED_COMMIT_REF: fakeKey('{hex:40}', 119),
      HEAD: 'main',
      BUILD_ID: fakeKey('{hex:24}', 120),
      DEPLOY_ID: fakeKey('{hex:24}', 121),
      SITE_ID: uuid,
      SITE_NAME: 'notes-web',
      DEPLOY_PRIME_URL: 'https://deploy-preview-42--notes-web.netlify.app',
      CONTEXT: 'production',
    },
    define: {
      __BUILD__: fakeKey('{hex:24}', 120),
      __DEPLOY__: fakeKey('{hex:24}', 121),
      __SITE__: uuid,
      __REF__: commit,
    },
  },
  {
    name: 'Cloudflare Pages',
    env: {},
    processEnv: {
      CF_PAGES: '1',
      CF_PAGES_COMMIT_SHA: commit,
      CF_PAGES_BRANCH: 'main',
      CF_PAGES_URL: `https://${fakeKey('{hex:8}', 122)}.notes.pages.dev`,
    },
    define: { __COMMIT__: commit },
  },
  {
    name: 'GitLab',
    env: {},
    processEnv: {
      GITLAB_CI: 'true',
      CI_COMMIT_SHA: commit,
      CI_COMMIT_SHORT_SHA: shortCommit + 'f',
      CI_PIPELINE_ID: fakeKey('{digit:10}', 123),
      CI_PROJECT_PATH: 'notes-team/notes-web',
      CI_JOB_TOKEN: `glcbt-64_${fakeKey('{alnum:20}', 124)}`,
      CI_REGISTRY_PASSWORD: fakeKey('{alnum:20}', 125),
      CI_RUNNER_SHORT_TOKEN: fakeKey('{alnum:9}', 126),
    },
    define: { __COMMIT__: commit, __PIPELINE__: fakeKey('{digit:10}', 123), __PROJECT__: 'notes-team/notes-web' },
  },
  {
    name: 'CircleCI and Render',
    env: {},
    processEnv: {
      CIRCLECI: 'true',
      CIRCLE_SHA1: commit,
      CIRCLE_WORKFLOW_ID: uuid,
      CIRCLE_BUILD_NUM: '9311',
      RENDER: 'true',
      RENDER_GIT_COMMIT: commit,
      RENDER_SERVICE_ID: `srv-${fakeKey('{lower:10}{digit:10}', 127)}`,
      RENDER_INSTANCE_ID: `srv-${fakeKey('{lower:10}{digit:10}', 128)}`,
    },
    define: { __COMMIT__: commit, __WORKFLOW__: uuid, __SERVICE__: `srv-${fakeKey('{lower:10}{digit:10}', 127)}` },
  },
  {
    name: 'Docker image of Python',
    env: {},
    processEnv: {
      GPG_KEY: fakeKey('{hex:40}', 129).toUpperCase(),
      PYTHON_VERSION: '3.12.4',
      PYTHON_SHA256: fakeKey('{hex:64}', 130),
      PYTHON_GET_PIP_SHA256: fakeKey('{hex:64}', 131),
      LANG: 'C.UTF-8',
      HOSTNAME: fakeKey('{hex:12}', 132),
    },
    define: {
      __IMAGE__: {
        key: fakeKey('{hex:40}', 129).toUpperCase(),
        sum: fakeKey('{hex:64}', 130),
        host: fakeKey('{hex:12}', 132),
      },
    },
  },
  {
    name: 'a shell of a developer',
    env: {},
    processEnv: {
      XDG_SESSION_ID: 'c2',
      XDG_SESSION_DESKTOP: 'ubuntu-xorg',
      DBUS_SESSION_BUS_ADDRESS: `unix:path=/run/user/1000/bus,guid=${fakeKey('{hex:32}', 133)}`,
      SSH_AUTH_SOCK: '/run/user/1000/keyring/ssh',
      GNOME_KEYRING_CONTROL: '/run/user/1000/keyring',
      TERM_SESSION_ID: uuid,
      LS_COLORS: 'rs=0:di=01;34:ln=01;36',
      npm_config_user_agent: 'pnpm/12.21.0 npm/? node/v20.20.2 linux x64',
      npm_package_version: '1.4.0',
      INVOCATION_ID: fakeKey('{hex:32}', 134),
      KEYBOARD_LAYOUT: 'german-neo',
    },
    define: {
      __SESSION__: uuid,
      __AGENT__: 'pnpm/12.21.0 npm/? node/v20.20.2 linux x64',
      __INVOCATION__: fakeKey('{hex:32}', 134),
    },
  },
]

/** How people write environment files. */
const habits: readonly CleanPair[] = [
  {
    name: 'build facts in defines',
    env: lines(
      `GIT_REVISION=${commit}`,
      `BUILD_SHA1=${commit}`,
      `ASSETS_CHECKSUM=${fakeKey('{hex:32}', 140)}`,
      `DEVICE_UUID=${uuid}`,
    ),
    define: {
      __COMMIT__: commit,
      __APP_VERSION__: '1.4.0-beta.2',
      __BUILD_TIME__: '2026-11-24T10:20:30.000Z',
      __CHECKSUM__: fakeKey('{hex:32}', 140),
      __DEVICE__: uuid,
    },
  },
  {
    name: 'locales, ports, flags and base URLs',
    env: lines(
      'PORT=3000',
      'HOST=0.0.0.0',
      'VITE_DEFAULT_LOCALE=de-DE',
      'VITE_LOCALES=de,en,fr',
      'VITE_TIMEZONE=Europe/Berlin',
      'VITE_FEATURE_NEW_CHECKOUT=true',
      'VITE_FEATURES=new-checkout,dark-mode',
      'VITE_API_BASE_URL=https://staging.api.notes.test/v1',
      'VITE_WS_URL=wss://staging.api.notes.test/socket',
      'VITE_APP_VERSION=$npm_package_version',
      'VITE_SUPPORT_EMAIL=help@notes.test',
      'VITE_LOG_LEVEL=warn',
    ),
  },
  {
    name: 'server secrets that the client does not touch',
    env: lines(
      `DATABASE_URL="postgresql://notes:${fakeKey('{alnum:20}', 141)}@db.notes.test:5432/notes?schema=public"`,
      `SESSION_SECRET=${fakeKey('{base64:43}=', 142)}`,
      `OPENAI_API_KEY=${fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 143)}`,
      `ANTHROPIC_API_KEY=${fakeKey('sk-ant-api03-{url:93}AA', 144)}`,
      `AWS_ACCESS_KEY_ID=AKIA${fakeKey('{base32:16}', 145)}`,
      `AWS_SECRET_ACCESS_KEY=${fakeKey('{base64:40}', 146)}`,
      `SLACK_WEBHOOK_URL=https://hooks.slack.com/services/T${fakeKey('{upper:8}', 147)}/B${fakeKey('{upper:8}', 148)}/${fakeKey('{alnum:24}', 149)}`,
      'VITE_API_URL=/api',
    ),
  },
  {
    name: 'passwords that are words of the page',
    env: lines(
      'DB_PASSWORD=dashboard',
      'REDIS_PASSWORD=password',
      'MINIO_ROOT_PASSWORD=minioadmin',
      'MINIO_ROOT_USER=minioadmin',
      'SMTP_PASSWORD=development',
      'ADMIN_PASSWORD=letmein',
      'JWT_SECRET=settings',
      'API_TOKEN=localhost',
    ),
    text: 'dashboard password minioadmin development letmein settings',
  },
  {
    name: 'names of keys that are no keys',
    env: lines(
      'STORAGE_KEY=notes-preferences-v2',
      'TOKEN_STORAGE_KEY=notes.access_token',
      'FEATURE_FLAG_KEY=new-checkout-flow',
      'SORT_KEY=created_at_descending',
      'SESSION_COOKIE_TOKEN=notes_session_token',
      'VITE_TOKEN_KEY=notes_access_token',
    ),
    define: {
      __STORAGE_KEY__: 'notes-preferences-v2',
      __TOKEN_STORAGE_KEY__: 'notes.access_token',
      __FLAG__: 'new-checkout-flow',
      __SORT__: 'created_at_descending',
    },
    text: 'created_at_descending notes_session_token',
  },
  {
    name: 'public names about passwords and administrators',
    env: lines(
      'VITE_PASSWORD_MIN_LENGTH=12',
      'VITE_PASSWORD_PATTERN=^(?=.*[0-9])(?=.*[a-z]).{12,}$',
      'VITE_FORGOT_PASSWORD_ROUTE=/forgot-password',
      'VITE_PASSWORD_LOGIN=disabled',
      'VITE_PASSWORD_POLICY=upper-lower-digit',
      'VITE_ADMIN_EMAIL=admin@notes.test',
      'VITE_ADMIN_ROLE=superadmin',
      'VITE_ADMIN_THEME=material-dark',
      'VITE_ADMIN_BASE_PATH=/backoffice',
      'VITE_PRIVATE_BETA=closed-group',
      'VITE_PRIVATE_ROUTES=/account,/billing',
      'VITE_SECRET_SANTA_ENABLED=true',
      'VITE_SHOW_PASSWORD_STRENGTH=true',
    ),
  },
  {
    name: 'Windows line ends, exports, quotes and comments',
    env: [
      '# Application',
      'export VITE_APP_NAME="Café Notes"',
      "VITE_GREETING='Hello, it''s me'",
      'VITE_DESCRIPTION="Notes # for teams" # shown in the head',
      'VITE_EMPTY=',
      '  VITE_INDENTED = spaced value  ',
      '',
      '## Server',
      'export API_SECRET=' + fakeKey('{alnum:40}', 150),
      '#OLD_TOKEN=' + fakeKey('{alnum:40}', 151),
    ].join('\r\n'),
  },
  {
    name: 'a private key of several lines for the server',
    env: lines(
      `JWT_PRIVATE_KEY="${privateKey('PRIVATE KEY', 152).text}"`,
      `GITHUB_APP_PRIVATE_KEY="${privateKey('RSA PRIVATE KEY', 160).text.replace(/\n/gu, '\\n')}"`,
      `VITE_JWT_PUBLIC_KEY="-----BEGIN PUBLIC KEY-----\\n${fakeKey('{base64:64}', 168)}\\n-----END PUBLIC KEY-----"`,
    ),
  },
  {
    name: 'short values and placeholders under names of secrets',
    env: lines(
      'API_KEY=test',
      'AUTH_SECRET=secret',
      'JWT_SECRET=changeme-please',
      'OPENAI_API_KEY=sk-your-key-here',
      'STRIPE_SECRET_KEY=sk_test_...',
      'DB_PASSWORD=',
      'TOKEN=<your-token>',
      'ENCRYPTION_KEY=xxxxxxxxxxxxxxxx',
      'SMTP_PASSWORD=op://notes/smtp/password',
      'VAULT_TOKEN=$(vault print token)',
    ),
    text: 'test secret changeme-please sk-your-key-here <your-token> xxxxxxxxxxxxxxxx',
  },
  {
    name: 'an example file with values of its own',
    env: {
      '.env.example': lines('API_SECRET=example-of-a-secret-value', 'VITE_API_URL=https://api.notes.test'),
      '.env': lines('VITE_API_URL=https://api.notes.test'),
    },
    text: 'example-of-a-secret-value',
  },
]

/** Projects that leak nothing, in whatever words their environment is written. */
export const cleanPairs: readonly CleanPair[] = [...frameworks, ...services, ...hosts, ...habits]

const random = fakeKey('{alnum:40}', 200)
const hash = fakeKey('{hex:64}', 201)
const openai = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 202)
const stripe = fakeKey('sk_live_{digit:2}{alnum:97}', 203)
const serviceRole = supabaseToken('service_role', 204)
const password = fakeKey('{alnum:9}!{alnum:9}', 205)
const gemini = fakeKey('AIza{url:35}', 206)
const laravel = fakeKey('{base64:43}=', 207)
const pem = privateKey('PRIVATE KEY', 210)
const dump = 'console.log(import.meta.env)\n'
const shows = (expression: string) => `document.title = ${expression}\n`
const json = JSON.stringify

/** Projects that leak. */
export const leakPairs: readonly LeakPair[] = [
  ...(
    [
      ['VITE_OPENAI_API_KEY', openai, openai.slice('sk-proj-'.length)],
      ['VITE_OPENAI_API_KEY', random, random],
      ['VITE_APP_OPENAI_API_KEY', random, random],
      ['VITE_STRIPE_SECRET_KEY', stripe, stripe.slice('sk_live_'.length)],
      ['VITE_SUPABASE_SERVICE_ROLE_KEY', serviceRole, serviceRole.slice(40)],
      ['VITE_SUPABASE_KEY', serviceRole, serviceRole.slice(40)],
      ['VITE_DB_PASSWORD', password, password],
      ['VITE_DB_PASSWORD', 'Summer2026!', 'Summer2026!'],
      ['VITE_ADMIN_TOKEN', random, random],
      ['VITE_CLIENT_SECRET', hash, hash],
      ['VITE_JWT_SECRET_KEY', hash, hash],
      ['VITE_GEMINI_API_KEY', gemini, gemini.slice('AIza'.length)],
      ['VITE_MISTRAL_API_KEY', random, random],
      ['VITE_SENTRY_AUTH_TOKEN', hash, hash],
      ['VITE_DATABASE_URL', `postgres://notes:${password}@db.example.com:5432/notes`, password],
      ['VITE_GOOGLE_PRIVATE_KEY', pem.text.replace(/\n/gu, '\\n'), pem.body],
    ] as const
  ).map(([name, value, hidden], index): LeakPair => {
    return {
      name: `${name} with value ${index + 1} in a dump of the environment`,
      env: lines('# a comment', `${name}="${value}"`),
      main: dump,
      rule: 'public-env',
      envName: name,
      envSource: '.env:2',
      hidden,
    }
  }),
  {
    name: 'one public variable, by its name',
    env: lines('VITE_API=/api', '', `VITE_GEMINI_API_KEY=${gemini}`),
    main: shows('import.meta.env.VITE_GEMINI_API_KEY'),
    rule: 'public-env',
    envName: 'VITE_GEMINI_API_KEY',
    envSource: '.env:3',
    hidden: gemini.slice('AIza'.length),
  },
  {
    name: 'a server secret through a define',
    env: lines(`SESSION_SECRET=${random}`),
    define: (all) => ({ __SECRET__: json(all['SESSION_SECRET']) }),
    main: shows('__SECRET__'),
    rule: 'env-value',
    envName: 'SESSION_SECRET',
    envSource: '.env:1',
    hidden: random,
  },
  {
    name: 'the whole environment as `process.env`',
    env: { '.env': lines('PORT=3000'), '.env.local': lines('', '', `SESSION_SECRET=${hash}`) },
    define: (all) => ({ 'process.env': json(all) }),
    main: 'console.log(process.env)\n',
    rule: 'env-value',
    envName: 'SESSION_SECRET',
    envSource: '.env.local:3',
    hidden: hash,
  },
  {
    name: 'a database URL with its password',
    env: lines(`DATABASE_URL=postgresql://notes:${password}@db.example.com:5432/notes`),
    define: (all) => ({ 'process.env.DATABASE_URL': json(all['DATABASE_URL']) }),
    main: shows('process.env.DATABASE_URL'),
    rule: 'env-value',
    envName: 'DATABASE_URL',
    envSource: '.env:1',
    hidden: password,
  },
  {
    name: 'a database URL with a short password',
    env: lines('DATABASE_URL=mysql://notes:hunt3r@db.example.com:3306/notes'),
    define: (all) => ({ __URL__: json(all['DATABASE_URL']) }),
    main: shows('__URL__'),
    rule: 'env-value',
    envName: 'DATABASE_URL',
    envSource: '.env:1',
    hidden: 'hunt3r',
  },
  {
    name: 'the password of a database URL alone',
    env: lines(`DATABASE_URL=postgresql://notes:${password}@db.example.com:5432/notes`),
    define: () => ({ __PASSWORD__: json(password) }),
    main: shows('__PASSWORD__'),
    rule: 'env-value',
    envName: 'DATABASE_URL',
    envSource: '.env:1',
    hidden: password,
  },
  {
    name: 'a password in base64 only',
    env: lines(`SMTP_PASSWORD=${password}`),
    define: () => ({ __HEADER__: json(`Basic ${Buffer.from(`mailer:${password}`).toString('base64')}`) }),
    main: shows('__HEADER__'),
    rule: 'env-value',
    envName: 'SMTP_PASSWORD',
    envSource: '.env:1',
    hidden: password,
  },
  {
    name: 'the application key of Laravel',
    env: lines('APP_NAME=Shop', `APP_KEY=base64:${laravel}`),
    define: (all) => ({ __KEY__: json(all['APP_KEY']) }),
    main: shows('__KEY__'),
    rule: 'env-value',
    envName: 'APP_KEY',
    envSource: '.env:2',
    hidden: laravel,
  },
  {
    name: 'the application key of Laravel without its marker',
    env: lines('APP_NAME=Shop', `APP_KEY=base64:${laravel}`),
    define: () => ({ __KEY__: json(laravel) }),
    main: shows('__KEY__'),
    rule: 'env-value',
    envName: 'APP_KEY',
    envSource: '.env:2',
    hidden: laravel,
  },
  {
    name: 'the application key of Laravel by a careless prefix',
    env: lines('APP_NAME=Shop', `APP_KEY=base64:${laravel}`),
    envPrefix: 'APP_',
    main: dump,
    rule: 'public-env',
    envName: 'APP_KEY',
    envSource: '.env:2',
    hidden: laravel,
  },
  {
    name: 'a private key with line breaks',
    env: lines('A=1', `JWT_PRIVATE_KEY="${pem.text}"`),
    define: (all) => ({ __KEY__: json(all['JWT_PRIVATE_KEY']) }),
    main: shows('__KEY__'),
    rule: 'env-value',
    envName: 'JWT_PRIVATE_KEY',
    envSource: '.env:2',
    hidden: pem.body,
  },
  {
    name: 'a private key whose line breaks the configuration makes',
    env: lines('A=1', `FIREBASE_PRIVATE_KEY='${pem.text.replace(/\n/gu, '\\n')}\\n'`),
    define: (all) => ({ __KEY__: json(all['FIREBASE_PRIVATE_KEY']?.replace(/\\n/gu, '\n').trim()) }),
    main: shows('__KEY__'),
    rule: 'env-value',
    envName: 'FIREBASE_PRIVATE_KEY',
    envSource: '.env:2',
    hidden: pem.body,
  },
  {
    name: 'a private key without its armour',
    env: lines(`SIGNING_KEY="${pem.text}"`),
    define: () => ({ __KEY__: json(pem.body) }),
    main: shows('__KEY__'),
    rule: 'env-value',
    envName: 'SIGNING_KEY',
    envSource: '.env:1',
    hidden: pem.body,
  },
  {
    name: 'a public variable made from a secret one',
    env: lines(`OPENAI_API_KEY=${random}`, 'VITE_KEY=$OPENAI_API_KEY'),
    main: shows('import.meta.env.VITE_KEY'),
    rule: 'public-env',
    envName: 'VITE_KEY',
    envSource: '.env:2',
    hidden: random,
  },
  {
    name: 'a public variable made from the secret of another file',
    env: {
      '.env': lines('VITE_PUSHER_KEY="${PUSHER_APP_SECRET}"'),
      '.env.local': lines(`PUSHER_APP_SECRET=${random}`),
    },
    main: shows('import.meta.env.VITE_PUSHER_KEY'),
    rule: 'public-env',
    envName: 'VITE_PUSHER_KEY',
    envSource: '.env:1',
    hidden: random,
  },
  {
    name: 'a public URL with a password that is expanded',
    env: lines(`DB_PASSWORD=${random}`, 'VITE_DB=mysql://notes:${DB_PASSWORD}@db.example.com/notes'),
    main: shows('import.meta.env.VITE_DB'),
    rule: 'public-env',
    envName: 'VITE_DB',
    envSource: '.env:2',
    hidden: random,
  },
  {
    name: 'a variable of the process environment',
    processEnv: { PAYMENT_API_TOKEN: random },
    define: () => ({ __TOKEN__: json(random) }),
    main: shows('__TOKEN__'),
    rule: 'env-value',
    envName: 'PAYMENT_API_TOKEN',
    envSource: null,
    hidden: random,
  },
  {
    name: 'a public variable of the process environment',
    processEnv: { VITE_ADMIN_PASSWORD: password },
    main: dump,
    rule: 'public-env',
    envName: 'VITE_ADMIN_PASSWORD',
    envSource: null,
    hidden: password,
  },
  {
    name: 'the password of a program whose name has no separator',
    processEnv: { PGPASSWORD: password },
    define: () => ({ __PASSWORD__: json(password) }),
    main: shows('__PASSWORD__'),
    rule: 'env-value',
    envName: 'PGPASSWORD',
    envSource: null,
    hidden: password,
  },
  {
    name: 'a token that begins with a slash',
    env: lines(`JWT_SECRET=/${fakeKey('{base64:42}=', 220)}`),
    define: (all) => ({ __SECRET__: json(all['JWT_SECRET']) }),
    main: shows('__SECRET__'),
    rule: 'env-value',
    envName: 'JWT_SECRET',
    envSource: '.env:1',
    hidden: fakeKey('{base64:42}=', 220),
  },
  {
    name: 'the URL of a webhook',
    env: lines(
      `SLACK_WEBHOOK_URL=https://hooks.slack.com/services/${fakeKey('T{upper:8}/B{upper:8}/{alnum:24}', 221)}`,
    ),
    define: (all) => ({ __HOOK__: json(all['SLACK_WEBHOOK_URL']) }),
    main: shows('__HOOK__'),
    rule: 'env-value',
    envName: 'SLACK_WEBHOOK_URL',
    envSource: '.env:1',
    hidden: fakeKey('T{upper:8}/B{upper:8}/{alnum:24}', 221),
  },
  {
    name: 'a secret of a file with Windows line ends',
    env: `# first\r\nexport API_SECRET="${random}"\r\nPORT=1\r\n`,
    define: (all) => ({ __SECRET__: json(all['API_SECRET']) }),
    main: shows('__SECRET__'),
    rule: 'env-value',
    envName: 'API_SECRET',
    envSource: '.env:2',
    hidden: random,
  },
  {
    name: 'a random value whose name says nothing',
    env: lines(`INTERNAL=${random}`),
    define: (all) => ({ __VALUE__: json(all['INTERNAL']) }),
    main: shows('__VALUE__'),
    rule: 'env-value',
    envName: 'INTERNAL',
    envSource: '.env:1',
    hidden: random,
  },
  {
    name: 'a short password as a whole literal',
    env: lines('DB_PASSWORD=Tr0ub4dor'),
    define: (all) => ({ __PASSWORD__: json(all['DB_PASSWORD']) }),
    main: shows('__PASSWORD__'),
    rule: 'env-value',
    envName: 'DB_PASSWORD',
    envSource: '.env:1',
    hidden: 'Tr0ub4dor',
  },
]
