import type { Detector } from '../model.ts'
import { basicCredentials, cesiumToken, supabaseAnon, supabaseService, tursoToken, webToken } from './proof.ts'

const checkedOn = '2026-11-24'

const jwt = /eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,6000}\.[A-Za-z0-9_-]{10,1000}/uy
const prefixes = ['eyJ']

/** JSON Web Tokens, told apart by what they say. */
export const tokens: readonly Detector[] = [
  {
    id: 'supabase-service-role-key',
    title: 'Supabase service_role key',
    provider: 'Supabase',
    secrecy: 'secret',
    prefixes,
    overrides: ['json-web-token'],
    pattern: jwt,
    verify: supabaseService,
    envNames: ['SUPABASE_SERVICE_ROLE_KEY', 'SUPABASE_SERVICE_KEY'],
    revokeUrl: 'https://supabase.com/dashboard/project/_/settings/api-keys',
    references: ['https://supabase.com/docs/guides/api/api-keys'],
    checkedOn,
    examples: {
      match: [
        '{json:alg=HS256,typ=JWT}.{json:iss=supabase,ref={lower:20},role=service_role,iat=1760000000,exp=2075000000}.{url:43}',
        '{json:alg=HS256,typ=JWT}.{json:role=supabase_admin,iss=supabase,iat=1760000000}.{url:43}',
      ],
      ignore: [
        '{json:alg=HS256,typ=JWT}.{json:iss=supabase,ref={lower:20},role=anon,iat=1760000000,exp=2075000000}.{url:43}',
        '{json:alg=HS256,typ=JWT}.{json:iss=supabase-demo,role=service_role,exp=2075000000}.{url:43}',
      ],
    },
  },
  {
    id: 'supabase-anon-key',
    title: 'Supabase anon key',
    provider: 'Supabase',
    secrecy: 'publishable',
    secrecyReason: 'It is made for the page; row level security decides what it can read.',
    prefixes,
    overrides: ['json-web-token'],
    pattern: jwt,
    verify: supabaseAnon,
    envNames: ['SUPABASE_ANON_KEY'],
    references: ['https://supabase.com/docs/guides/api/api-keys'],
    checkedOn,
    examples: {
      match: [
        '{json:alg=HS256,typ=JWT}.{json:iss=supabase,ref={lower:20},role=anon,iat=1760000000,exp=2075000000}.{url:43}',
        '{json:alg=HS256,typ=JWT}.{json:role=anon,iss=supabase-demo,exp=1983812996}.{url:43}',
      ],
      ignore: [
        '{json:alg=HS256,typ=JWT}.{json:iss=supabase,ref={lower:20},role=service_role,exp=2075000000}.{url:43}',
        '{json:alg=HS256,typ=JWT}.{json:role=anonymous,sub={alnum:20}}.{url:43}',
      ],
    },
  },
  {
    id: 'turso-auth-token',
    title: 'Turso auth token',
    provider: 'Turso',
    secrecy: 'secret',
    prefixes,
    overrides: ['json-web-token'],
    pattern: jwt,
    verify: tursoToken,
    envNames: ['TURSO_AUTH_TOKEN', 'DATABASE_AUTH_TOKEN'],
    references: ['https://docs.turso.tech/sdk/authentication'],
    checkedOn,
    examples: {
      match: [
        '{json:alg=EdDSA,typ=JWT}.{json:a=rw,iat=1760000000,id={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}}.{url:86}',
        '{json:alg=EdDSA,typ=JWT}.{json:a=ro,iat=1760000000,id={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}}.{url:86}',
      ],
      ignore: [
        '{json:alg=HS256,typ=JWT}.{json:a=rw,iat=1760000000,id={hex:12}}.{url:43}',
        '{json:alg=EdDSA,typ=JWT}.{json:sub={alnum:12},iat=1760000000}.{url:86}',
      ],
    },
  },
  {
    id: 'cesium-ion-token',
    title: 'Cesium ion access token',
    provider: 'Cesium',
    secrecy: 'publishable',
    secrecyReason: 'Globes in the page need it; restrict it to your origins and to reading.',
    prefixes,
    overrides: ['json-web-token'],
    pattern: jwt,
    verify: cesiumToken,
    envNames: ['CESIUM_ION_TOKEN'],
    references: ['https://cesium.com/learn/ion/cesium-ion-access-tokens/'],
    checkedOn,
    examples: {
      before: 'Ion.defaultAccessToken ',
      match: [
        '{json:alg=HS256,typ=JWT}.{json:jti={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12},id=2{digit:5},iat=1760000000}.{url:43}',
        '{json:typ=JWT,alg=HS256}.{json:jti={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12},id=1{digit:3},iat=1760000000}.{url:43}',
      ],
      ignore: [
        '{json:alg=HS256,typ=JWT}.{json:jti={hex:12},id=2{digit:5},sub={alnum:9},iat=1760000000}.{url:43}',
        '{json:alg=HS256,typ=JWT}.{json:jti={hex:12},id={lower:9},iat=1760000000}.{url:43}',
      ],
    },
  },
  {
    id: 'json-web-token',
    title: 'JSON Web Token',
    provider: 'JWT',
    secrecy: 'depends',
    secrecyReason: 'Its issuer decides what it opens; one that never expires and names a user or a service is a key.',
    prefixes,
    pattern: jwt,
    verify: webToken,
    envNames: [],
    references: ['https://www.rfc-editor.org/rfc/rfc7519'],
    checkedOn,
    examples: {
      match: [
        '{json:alg=HS256,typ=JWT}.{json:sub={alnum:20},iat=1760000000}.{url:43}',
        '{json:alg=RS256,kid={hex:16}}.{json:iss=api,aud=web,exp=2075000000,sub={digit:12}}.{url:342}',
      ],
      ignore: [
        '{json:alg=HS256,typ=JWT}.{json:sub=1234567890,name=John Doe,iat=1516239022}.{url:43}',
        '{json:alg=none,typ=JWT}.{json:sub={alnum:20}}.{url:43}',
        '{json:alg=HS256,typ=JWT}.{json:sub={alnum:20},exp=1700000000}.{url:43}',
        'eyJ{alnum:30}.eyJ{alnum:30}.{url:43}',
      ],
    },
  },
  {
    id: 'http-basic-credentials',
    title: 'User and password for HTTP',
    provider: 'HTTP',
    secrecy: 'secret',
    prefixes: [],
    keywords: ['Basic '],
    pattern: /Basic (?<secret>[A-Za-z0-9+/]{16,200}={0,2})/uy,
    notFollowedBy: /[A-Za-z0-9+/=_]/u,
    verify: basicCredentials,
    envNames: [],
    references: ['https://www.rfc-editor.org/rfc/rfc7617'],
    checkedOn,
    examples: {
      match: ['Basic {b64:{lower:7}:{alnum:16}}', 'Basic {b64:api-{lower:5}:{alnum:20}}'],
      ignore: ['Basic {b64:user:password1}', 'Basic {alnum:24}', 'Basic {b64:{lower:24}}'],
    },
  },
]
