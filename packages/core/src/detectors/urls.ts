import type { Detector } from '../model.ts'
import { accountKey, expiresLater, urlPassword } from './proof.ts'

const checkedOn = '2026-11-24'

const user = '[^\\s"\'\x60<>(){}[\\]\\\\/@:,;]{0,80}'
const password = '(?<secret>[^\\s"\'\x60<>(){}[\\]\\\\/@]{4,128})'
const host = '[A-Za-z0-9[][\\w.:\\]-]{1,200}'

/** Connection strings of one kind of server. */
function connectionString(
  id: string,
  provider: string,
  schemes: readonly string[],
  envNames: readonly string[],
  reference: string,
): Detector {
  const [scheme = ''] = schemes
  return {
    id,
    title: `Password in a connection string of ${provider}`,
    provider,
    secrecy: 'secret',
    prefixes: [],
    keywords: schemes.flatMap((name) => [`${name}://`, `${name}+`]),
    pattern: new RegExp(
      String.raw`(?:${schemes.join('|')})(?:\+[a-z0-9]{1,12})?:\/\/${user}:${password}@${host}`,
      'uy',
    ),
    verify: urlPassword(6),
    envNames,
    references: [reference],
    checkedOn,
    examples: {
      match: [
        `${scheme}://{lower:8}:{alnum:20}@db.{lower:9}.com`,
        `${scheme}://{lower:8}:{alnum:9}%24{digit:3}@10.0.{digit:1}.7:6543`,
      ],
      ignore: [
        `${scheme}://user:password@db.{lower:9}.com`,
        `${scheme}://{lower:8}:{alnum:20}@localhost:5432`,
        `${scheme}://db.{lower:9}.com:5432/{alnum:20}@x`,
      ],
    },
  }
}

/** Passwords in addresses, and addresses that are themselves a key. */
export const urls: readonly Detector[] = [
  connectionString(
    'postgresql-connection-string',
    'PostgreSQL',
    ['postgresql', 'postgres', 'cockroachdb'],
    ['DATABASE_URL', 'POSTGRES_URL', 'POSTGRES_PRISMA_URL'],
    'https://www.postgresql.org/docs/current/libpq-connect.html',
  ),
  connectionString(
    'mysql-connection-string',
    'MySQL',
    ['mysql', 'mariadb'],
    ['MYSQL_URL', 'DATABASE_URL'],
    'https://dev.mysql.com/doc/refman/8.4/en/connecting-using-uri-or-key-value-pairs.html',
  ),
  connectionString(
    'mongodb-connection-string',
    'MongoDB',
    ['mongodb'],
    ['MONGODB_URI', 'MONGO_URL', 'MONGODB_URL'],
    'https://www.mongodb.com/docs/manual/reference/connection-string/',
  ),
  connectionString(
    'redis-connection-string',
    'Redis',
    ['rediss', 'redis'],
    ['REDIS_URL'],
    'https://www.iana.org/assignments/uri-schemes/prov/redis',
  ),
  connectionString(
    'amqp-connection-string',
    'AMQP',
    ['amqps', 'amqp'],
    ['AMQP_URL', 'CLOUDAMQP_URL', 'RABBITMQ_URL'],
    'https://www.rabbitmq.com/docs/uri-spec',
  ),
  connectionString(
    'server-connection-string',
    'a server',
    [
      'mssql',
      'sqlserver',
      'clickhouse',
      'nats',
      'couchbases',
      'couchbase',
      'neo4j',
      'bolt',
      'ldaps',
      'smtps',
      'smtp',
      'sftp',
      'ftps',
      'ftp',
    ],
    ['SMTP_URL', 'CLICKHOUSE_URL', 'NEO4J_URI'],
    'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  ),
  {
    id: 'url-password',
    title: 'Password in a URL',
    provider: 'HTTP',
    secrecy: 'secret',
    prefixes: [],
    keywords: ['https://', 'http://'],
    pattern: new RegExp(String.raw`https?:\/\/${user}:${password}@${host}`, 'uy'),
    verify: urlPassword(8),
    envNames: ['HTTPS_PROXY', 'HTTP_PROXY'],
    references: ['https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1'],
    checkedOn,
    examples: {
      match: [
        'https://{lower:8}:{alnum:20}@api.{lower:9}.com',
        'http://{lower:5}:{digit:2}{alnum:14}@proxy.{lower:9}.io:8080',
      ],
      ignore: [
        'https://user:password@api.{lower:9}.com',
        'https://api.{lower:9}.com:8080/{alnum:20}@x',
        'https://{lower:8}:{alnum:20}@example.com',
      ],
    },
  },
  {
    id: 'sentry-dsn-secret',
    title: 'Sentry DSN with its secret half',
    provider: 'Sentry',
    secrecy: 'secret',
    prefixes: ['https://'],
    overrides: ['url-password', 'sentry-dsn'],
    pattern: /https:\/\/[a-f0-9]{32}:[a-f0-9]{32}@[a-z0-9.-]{4,80}\/\d{1,20}/uy,
    envNames: ['SENTRY_DSN'],
    references: ['https://docs.sentry.io/concepts/key-terms/dsn-explainer/'],
    checkedOn,
    examples: {
      match: [
        'https://{hex:32}:{hex:32}@sentry.io/{digit:7}',
        'https://{hex:32}:{hex:32}@errors.{lower:8}.com/{digit:2}',
      ],
      ignore: ['https://{hex:32}@sentry.io/{digit:7}', 'https://{hex:32}:{hex:31}@sentry.io/{digit:7}'],
    },
  },
  {
    id: 'sentry-dsn',
    title: 'Sentry DSN',
    provider: 'Sentry',
    secrecy: 'publishable',
    secrecyReason: 'The page sends errors with it; it can read nothing.',
    prefixes: ['https://'],
    pattern: /https:\/\/[a-f0-9]{32}@[a-z0-9.-]{4,80}\/\d{1,20}/uy,
    envNames: ['SENTRY_DSN'],
    references: ['https://docs.sentry.io/concepts/key-terms/dsn-explainer/'],
    checkedOn,
    examples: {
      match: [
        'https://{hex:32}@o{digit:6}.ingest.sentry.io/{digit:7}',
        'https://{hex:32}@errors.{lower:8}.com/{digit:2}',
      ],
      ignore: ['https://{hex:31}@sentry.io/{digit:7}', 'https://{hex:32}.sentry.io/{digit:7}'],
    },
  },
  {
    id: 'cloudinary-url',
    title: 'Cloudinary URL with its API secret',
    provider: 'Cloudinary',
    secrecy: 'secret',
    prefixes: [],
    keywords: ['cloudinary://'],
    pattern: /cloudinary:\/\/\d{12,18}:(?<secret>[A-Za-z0-9_-]{20,40})@[a-z0-9_-]{2,60}/uy,
    envNames: ['CLOUDINARY_URL'],
    revokeUrl: 'https://console.cloudinary.com/settings/api-keys',
    references: ['https://cloudinary.com/documentation'],
    checkedOn,
    examples: {
      match: ['cloudinary://{digit:15}:{url:27}@{lower:9}', 'cloudinary://{digit:15}:{alnum:27}@{lower:5}-{lower:3}'],
      ignore: ['cloudinary://{digit:15}:{alnum:12}@{lower:9}', 'cloudinary://your-key:your-secret@your-cloud'],
    },
  },
  {
    id: 'azure-connection-string',
    title: 'Azure connection string',
    provider: 'Microsoft Azure',
    secrecy: 'secret',
    prefixes: [],
    keywords: ['AccountKey=', 'SharedAccessKey='],
    overrides: ['azure-storage-account-key'],
    pattern: /(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{30,88}={0,2})/uy,
    notFollowedBy: /[A-Za-z0-9+_=]/u,
    verify: accountKey,
    envNames: ['AZURE_STORAGE_CONNECTION_STRING', 'SERVICEBUS_CONNECTION_STRING'],
    revokeUrl: 'https://portal.azure.com',
    references: ['https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string'],
    checkedOn,
    examples: {
      match: ['AccountKey={base64:86}==', 'SharedAccessKey={base64:43}='],
      ignore: [
        'AccountKey={base64:20}',
        'xAccountKey={base64:86}==',
        'AccountKey=your-account-key-goes-right-here-please',
      ],
    },
  },
  {
    id: 'azure-sas-token',
    title: 'Azure shared access signature',
    provider: 'Microsoft Azure',
    secrecy: 'secret',
    prefixes: [],
    keywords: ['sv=20'],
    pattern:
      /sv=20\d{2}-\d{2}-\d{2}(?:&(?:amp;)?s(?!ig=)[a-z]{1,4}=[\w%.:/+-]{1,80}){1,14}&(?:amp;)?sig=(?<secret>(?:[A-Za-z0-9+/]|%2[BFbf]){40,90}(?:%3[Dd]|=)?)/uy,
    verify: expiresLater,
    envNames: ['AZURE_SAS_TOKEN'],
    revokeUrl: 'https://portal.azure.com',
    references: ['https://learn.microsoft.com/azure/storage/common/storage-sas-overview'],
    checkedOn,
    examples: {
      match: [
        'sv=2024-11-04&ss=b&srt=sco&sp=rl&se=2035-01-01T00:00:00Z&st=2024-01-01T00:00:00Z&spr=https&sig={alnum:43}%3D',
        'sv=2024-11-04&sr=c&sp=racwdl&se=2031-05-01T00%3A00%3A00Z&sig={alnum:20}%2B{alnum:22}%3D',
      ],
      ignore: [
        'sv=2024-11-04&ss=b&srt=sco&sp=rl&se=2025-01-01T00:00:00Z&sig={alnum:43}%3D',
        'sv=2024-11-04&ss=b&srt=sco&sp=rl&se=2035-01-01T00:00:00Z&sig={alnum:20}',
      ],
    },
  },
  {
    id: 'teams-webhook-url',
    title: 'Microsoft Teams webhook URL',
    provider: 'Microsoft Teams',
    secrecy: 'secret',
    prefixes: [],
    keywords: ['webhook.office.com/webhookb2/'],
    pattern:
      /webhook\.office\.com\/webhookb2\/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}@[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\/IncomingWebhook\/(?<secret>[a-zA-Z0-9]{32})\/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/uy,
    envNames: ['TEAMS_WEBHOOK_URL'],
    references: ['https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/'],
    checkedOn,
    examples: {
      match: ['hex:32', 'lower:32'].map(
        (id) =>
          `webhook.office.com/webhookb2/{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}@{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}/IncomingWebhook/{${id}}/{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}`,
      ),
      ignore: [
        'webhook.office.com/webhookb2/{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}',
        'webhook.office.com/webhookb2/{hex:32}/IncomingWebhook/{hex:32}',
      ],
    },
  },
]
