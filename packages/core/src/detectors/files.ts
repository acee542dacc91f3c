import type { Detector } from '../model.ts'
import { accountKey, dockerAuth, netrcPassword, odbcPassword } from './proof.ts'

const checkedOn = '2026-11-25'

const putty = {
  head: 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: {lower:8}\nPublic-Lines: 2\n{base64:64}\n{base64:32}\n',
  tail: '\nPrivate-MAC',
}

/** Files of programs that hold a password or a key, whole or as a piece of a text. */
export const files: readonly Detector[] = [
  {
    id: 'putty-private-key',
    title: 'PuTTY private key',
    provider: 'PuTTY',
    secrecy: 'secret',
    prefixes: [],
    keywords: ['PuTTY-User-Key-File-'],
    pattern:
      /PuTTY-User-Key-File-[23]: [a-z0-9-]{4,30}[\s\\][\s\S]{0,4000}?Private-Lines: \d{1,4}(?<secret>[A-Za-z0-9+/=\s\\]{40,8000}?)Private-(?:MAC|Hash)/uy,
    envNames: [],
    references: ['https://the.earth.li/~sgtatham/putty/0.83/htmldoc/AppendixC.html'],
    checkedOn,
    examples: {
      match: [
        `${putty.head}Private-Lines: 1\n{base64:47}=${putty.tail}`,
        `${putty.head}Private-Lines: 2\n{base64:64}\n{base64:40}${putty.tail}`,
        `${putty.head}Private-Lines: 2\n{base64:64}\n{base64:40}${putty.tail}`.replace(/\n/gu, '\\n'),
      ],
      ignore: [
        `${putty.head}Private-Lines: 1\n${putty.tail}`,
        `${putty.head}Private-Lines: 1\n{base64:20}${putty.tail}`,
      ],
    },
  },
  {
    id: 'age-secret-key',
    title: 'age secret key',
    provider: 'age',
    secrecy: 'secret',
    prefixes: ['AGE-SECRET-KEY-'],
    pattern: /AGE-SECRET-KEY-(?:PQ-)?1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58,120}/uy,
    envNames: ['SOPS_AGE_KEY', 'AGE_SECRET_KEY'],
    references: ['https://github.com/C2SP/C2SP/blob/main/age.md'],
    checkedOn,
    examples: {
      match: ['AGE-SECRET-KEY-1{bech32:58}', 'AGE-SECRET-KEY-PQ-1{bech32:58}'],
      ignore: ['AGE-SECRET-KEY-1{bech32:30}', 'AGE-SECRET-KEY-1{lower:58}'],
    },
  },
  {
    id: 'wireguard-private-key',
    title: 'WireGuard private or preshared key',
    provider: 'WireGuard',
    secrecy: 'secret',
    prefixes: [],
    keywords: ['PrivateKey', 'PresharedKey'],
    pattern: /(?:PrivateKey|PresharedKey) {0,4}= {0,4}(?<secret>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)/uy,
    verify: accountKey,
    envNames: ['WIREGUARD_PRIVATE_KEY', 'WG_PRIVATE_KEY'],
    references: ['https://man7.org/linux/man-pages/man8/wg.8.html'],
    checkedOn,
    examples: {
      match: ['PrivateKey = {base64:42}A=', 'PresharedKey={base64:42}8='],
      ignore: ['PrivateKey = {base64:42}=', 'PublicKey = {base64:42}A=', 'PrivateKey = {lower:42}w='],
    },
  },
  {
    id: 'npmrc-credential',
    title: 'Credential of a package registry',
    provider: 'npm',
    secrecy: 'secret',
    prefixes: [],
    keywords: [':_authToken', ':_auth', ':_password'],
    overrides: ['json-web-token'],
    pattern:
      /:_(?:authToken|auth|password) {0,2}= {0,2}["']?(?<secret>[A-Za-z0-9+/_-]{20,1000}(?:\.[A-Za-z0-9+/_-]{10,1000}){0,2}={0,2})/uy,
    verify: accountKey,
    envNames: ['NPM_AUTH_TOKEN'],
    references: ['https://docs.npmjs.com/cli/v11/configuring-npm/npmrc'],
    checkedOn,
    examples: {
      match: [':_authToken={alnum:36}', ':_auth = {base64:40}=', ':_authToken="{alnum:24}'],
      ignore: [':_authToken=${NPM_TOKEN}', ':_auth={alnum:12}', ':_authToken={lower:36}'],
    },
  },
  {
    id: 'docker-config-auth',
    title: 'Password of a container registry',
    provider: 'Docker',
    secrecy: 'secret',
    prefixes: [],
    keywords: ['auths'],
    pattern:
      /auths\\{0,4}["']?\s{0,4}:\s{0,4}\{[^{}]{1,300}\{[^{}]{0,300}?auth\\{0,4}["']?\s{0,4}:\s{0,4}\\{0,4}["'](?<secret>[A-Za-z0-9+/]{16,400}={0,2})/uy,
    verify: dockerAuth,
    envNames: ['DOCKER_AUTH_CONFIG', 'DOCKER_CONFIG_JSON'],
    references: ['https://docs.docker.com/reference/cli/docker/login/'],
    checkedOn,
    examples: {
      match: [
        'auths":{"https://index.docker.io/v1/":{"auth":"{b64:{lower:7}:{alnum:18}}',
        'auths\\": { \\"ghcr.io\\": { \\"auth\\": \\"{b64:{lower:6}:{alnum:40}}',
      ],
      ignore: ['auths":{"ghcr.io":{"auth":"{b64:{alnum:30}}', 'auths":{"ghcr.io":{"auth":"{b64:user:password}'],
    },
  },
  {
    id: 'netrc-password',
    title: 'Password in a .netrc file',
    provider: 'netrc',
    secrecy: 'secret',
    prefixes: [],
    keywords: ['machine '],
    pattern:
      /machine [A-Za-z0-9.-]{3,100}(?:\\n|\s){1,8}login [^\s"'`\\]{1,80}(?:\\n|\s){1,8}password (?<secret>[^\s"'`\\<>]{8,120})(?:\n|(?=[\s"'`\\<]|$))/uy,
    verify: netrcPassword,
    envNames: [],
    references: ['https://everything.curl.dev/usingcurl/netrc.html'],
    checkedOn,
    examples: {
      match: [
        'machine git.{lower:8}.com login {lower:6} password {alnum:20}\n',
        'machine git.{lower:8}.com\n  login {lower:6}\n  password {alnum:32}\n',
      ],
      ignore: [
        'machine example.com login {lower:6} password {alnum:20}',
        'machine git.{lower:8}.com login {lower:6} password mypassword',
      ],
    },
  },
  {
    id: 'database-connection-string',
    title: 'Password in a connection string of a database driver',
    provider: 'a database',
    secrecy: 'secret',
    prefixes: [],
    keywords: ['Server=', 'SERVER=', 'Data Source=', 'Host='],
    pattern:
      /(?:Server|SERVER|Data Source|Host)=[^"'`\n<>{}]{3,500}?; ?(?:Password|PASSWORD|Pwd|PWD)=(?<secret>[^;"'`\s\\<>{}]{8,120})(?:;|(?=["'`\s\\<]|$))/uy,
    verify: odbcPassword,
    envNames: ['DATABASE_CONNECTION_STRING', 'SQLCONNSTR_DEFAULT'],
    references: ['https://learn.microsoft.com/dotnet/framework/data/adonet/connection-string-syntax'],
    checkedOn,
    examples: {
      match: [
        'Server=tcp:{lower:8}.database.windows.net,1433;Initial Catalog=main;User ID=app;Password={alnum:20};',
        'Host=db.{lower:8}.com;Port=5432;Database=app;Username=app;Password={alnum:16};',
      ],
      ignore: [
        'Server=localhost;Database=app;User Id=sa;Password={alnum:20}',
        'Server=db.{lower:8}.com;User Id=sa;Password=yourPassword',
        'Server=db.{lower:8}.com;User Id=sa;Pool=x;{alnum:20}',
      ],
    },
  },
]
