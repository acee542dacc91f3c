import type { Detector } from '../model.ts'
import { base64PrivateKey, pemKey, serviceAccount } from './proof.ts'

const checkedOn = '2026-11-24'

/** Header, body, and the footer where it is not cut off; in one line, escaped, or in pieces that are joined. */
const pem =
  /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?<secret>(?:[\w+/=\s"'`,.:;\\&#%()]|-(?!----)){60,20000})-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----|(?:[A-Za-z0-9+/=\s]|\\{1,4}[nr]){60,20000})/uy
const keywords = ['-----BEGIN ']
const header = '-----BEGIN PRIVATE KEY-----'
const footer = '-----END PRIVATE KEY-----'

/** Private keys, whoever made them. */
export const keys: readonly Detector[] = [
  {
    id: 'google-service-account-key',
    title: 'Google service account key',
    provider: 'Google Cloud',
    secrecy: 'secret',
    prefixes: [],
    keywords,
    overrides: ['pem-private-key'],
    pattern: pem,
    verify: serviceAccount,
    envNames: ['GOOGLE_APPLICATION_CREDENTIALS_JSON', 'GCP_SERVICE_ACCOUNT', 'FIREBASE_SERVICE_ACCOUNT'],
    revokeUrl: 'https://console.cloud.google.com/iam-admin/serviceaccounts',
    references: ['https://cloud.google.com/iam/docs/keys-create-delete'],
    checkedOn,
    examples: {
      before: 'service_account ',
      match: [
        `${header}\\n{base64:64}\\n{base64:64}\\n${footer}`,
        `${header}\n{base64:64}\n{base64:64}\n{base64:20}==\n${footer}`,
      ],
      ignore: [
        `${header}\\n{base64:20}\\n${footer}`,
        `-----BEGIN PUBLIC KEY-----\\n{base64:64}\\n{base64:64}\\n${footer}`,
      ],
    },
  },
  {
    id: 'pem-private-key',
    title: 'Private key',
    provider: 'PEM',
    secrecy: 'secret',
    prefixes: [],
    keywords,
    pattern: pem,
    verify: pemKey,
    envNames: ['PRIVATE_KEY', 'SSH_PRIVATE_KEY', 'JWT_PRIVATE_KEY', 'GITHUB_APP_PRIVATE_KEY'],
    references: ['https://www.rfc-editor.org/rfc/rfc7468'],
    checkedOn,
    examples: {
      match: [
        `${header}\n{base64:64}\n{base64:64}\n{base64:20}==\n${footer}`,
        `${header}\\n{base64:64}\\n{base64:64}\\n${footer}\\n`.slice(0, -2),
        `${header}{base64:128}${footer}`,
        `-----BEGIN RSA PRIVATE KEY-----\\n" +\n  "{base64:64}\\n" +\n  "{base64:64}\\n" +\n  "-----END RSA PRIVATE KEY-----`,
        `-----BEGIN OPENSSH PRIVATE KEY-----\n{base64:70}\n{base64:70}\n-----END OPENSSH PRIVATE KEY-----`,
        `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{upperhex:32}\n\n{base64:64}\n{base64:64}\n-----END RSA PRIVATE KEY-----`,
      ],
      ignore: [
        `${header}\\n{base64:20}\\n${footer}`,
        `-----BEGIN CERTIFICATE-----\n{base64:64}\n{base64:64}\n-----END CERTIFICATE-----`,
        `${header}\\n" + key.toString().match(everything).join() + anotherThing.rest().and.so.on() + "\\n${footer}`,
      ],
    },
  },
  {
    id: 'pem-private-key-base64',
    title: 'Private key in base64',
    provider: 'PEM',
    secrecy: 'secret',
    prefixes: [],
    keywords: ['LS0tLS1CRUdJTi'],
    overrides: ['pem-private-key'],
    pattern: /LS0tLS1CRUdJTi[A-Za-z0-9+/_-]{100,20000}={0,2}/uy,
    verify: base64PrivateKey,
    envNames: [],
    references: ['https://www.rfc-editor.org/rfc/rfc7468'],
    checkedOn,
    examples: {
      match: [`{b64:${header}\n{base64:64}\n{base64:64}}`, '{b64:-----BEGIN RSA PRIVATE KEY-----\n{base64:130}}'],
      ignore: ['{b64:-----BEGIN CERTIFICATE-----\n{base64:64}\n{base64:64}}', `{b64:${header}\n{base64:20}}`],
    },
  },
  {
    id: 'jwk-private-key',
    title: 'Private JSON web key',
    provider: 'JWK',
    secrecy: 'secret',
    prefixes: [],
    keywords: ['kty'],
    pattern:
      /kty\\?["']?\s{0,4}:\s{0,4}\\?["'](?:RSA|EC|OKP)\\?["'](?:(?!kty\\?["':])[^{}]){0,2000}?[,\s]\\?["']?d\\?["']?\s{0,4}:\s{0,4}\\?["'](?<secret>[A-Za-z0-9_-]{40,1000})/uy,
    envNames: [],
    references: ['https://www.rfc-editor.org/rfc/rfc7517'],
    checkedOn,
    examples: {
      match: [
        'kty":"EC","crv":"P-256","x":"{url:43}","y":"{url:43}","d":"{url:43}',
        'kty:"RSA",n:"{url:342}",e:"AQAB",d:"{url:342}',
      ],
      ignore: ['kty":"EC","crv":"P-256","x":"{url:43}","y":"{url:43}","id":"{url:43}', 'kty":"oct","d":"{url:43}'],
    },
  },
]
