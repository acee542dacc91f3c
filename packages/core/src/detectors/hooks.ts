import type { Detector } from '../model.ts'
import { signedUntil } from './proof.ts'

const checkedOn = '2026-11-25'
const uuid = '{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}'

interface Hook extends Partial<Detector> {
  readonly id: string
  readonly title: string
  readonly provider: string
  readonly keywords: readonly string[]
  readonly pattern: RegExp
  readonly references: readonly string[]
  readonly examples: Detector['examples']
}

/** An address that is itself the credential: whoever has it may call. */
function hook(entry: Hook): Detector {
  return { secrecy: 'secret', prefixes: [], envNames: [], checkedOn, ...entry }
}

/** Addresses that carry their own permission. */
export const hooks: readonly Detector[] = [
  hook({
    id: 'make-webhook-url',
    title: 'Make webhook URL',
    provider: 'Make',
    keywords: ['eu1', 'eu2', 'us1', 'us2'].map((zone) => `hook.${zone}.make.com/`),
    pattern: /hook\.(?:eu|us)[12]\.make\.com\/(?<secret>[a-z0-9]{28,36})/uy,
    envNames: ['MAKE_WEBHOOK_URL'],
    references: ['https://apps.make.com/gateway'],
    examples: {
      match: ['hook.eu1.make.com/{lowernum:32}', 'hook.us2.make.com/{lowernum:28}'],
      ignore: ['hook.eu1.make.com/{lowernum:20}', 'hook.eu1.make.com/{upper:32}'],
    },
  }),
  hook({
    id: 'tines-webhook-url',
    title: 'Tines webhook URL',
    provider: 'Tines',
    keywords: ['tines.com/webhook/', 'tines.io/webhook/'],
    pattern: /tines\.(?:com|io)\/webhook\/[a-z0-9]{32}\/(?<secret>[a-z0-9]{32})/uy,
    references: ['https://www.tines.com/docs/actions/types/webhook/'],
    examples: {
      match: ['tines.com/webhook/{hex:32}/{hex:32}', 'tines.io/webhook/{lowernum:32}/{lowernum:32}'],
      ignore: ['tines.com/webhook/{hex:32}', 'tines.com/webhook/{hex:20}/{hex:32}'],
    },
  }),
  hook({
    id: 'power-automate-url',
    title: 'Power Automate or Logic Apps URL',
    provider: 'Microsoft Azure',
    keywords: ['logic.azure.com', 'api.powerplatform.com'],
    pattern:
      /(?:logic\.azure|api\.powerplatform)\.com(?::\d{2,5})?\/[\w/.%-]{10,300}\?[\w=&;%./-]{0,300}?[&;?]sig=(?<secret>[A-Za-z0-9_-]{40,60})/uy,
    references: ['https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app'],
    examples: {
      match: [
        'logic.azure.com:443/workflows/{hex:32}/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={url:43}',
        'api.powerplatform.com:443/powerautomate/automations/direct/workflows/{hex:32}/triggers/manual/paths/invoke?api-version=1&sig={url:43}',
      ],
      ignore: [
        'logic.azure.com:443/workflows/{hex:32}/triggers/manual/paths/invoke?api-version=2016-10-01',
        'logic.azure.com:443/workflows/{hex:32}/triggers?api-version=1&sig={url:20}',
      ],
    },
  }),
  hook({
    id: 'google-chat-webhook-url',
    title: 'Google Chat webhook URL',
    provider: 'Google',
    keywords: ['chat.googleapis.com/v1/spaces/'],
    overrides: ['google-api-key'],
    pattern:
      /chat\.googleapis\.com\/v1\/spaces\/[\w-]{8,20}\/messages\?key=AIza[\w-]{35}&(?:amp;)?token=[\w-]{30,60}(?:%3D)?/uy,
    envNames: ['GOOGLE_CHAT_WEBHOOK_URL'],
    references: ['https://developers.google.com/workspace/chat/quickstart/webhooks'],
    examples: {
      match: [
        'chat.googleapis.com/v1/spaces/AAAA{alnum:7}/messages?key=AIza{alnum:35}&token={alnum:43}',
        'chat.googleapis.com/v1/spaces/AAQA{alnum:7}/messages?key=AIza{alnum:35}&token={alnum:40}%3D',
      ],
      ignore: [
        'chat.googleapis.com/v1/spaces/AAAA{alnum:7}/messages',
        'chat.googleapis.com/v1/spaces/AAAA{alnum:7}/messages?key=AIza{alnum:35}',
      ],
    },
  }),
  hook({
    id: 'feishu-webhook-url',
    title: 'Feishu or Lark webhook URL',
    provider: 'Feishu',
    keywords: ['open-apis/bot/v2/hook/'],
    pattern: /open-apis\/bot\/v2\/hook\/(?<secret>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/uy,
    references: ['https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot'],
    examples: {
      match: [`open-apis/bot/v2/hook/${uuid}`, 'open-apis/bot/v2/hook/{hex:8}-{hex:4}-4{hex:3}-{hex:4}-{digit:12}'],
      ignore: ['open-apis/bot/v2/hook/{hex:32}', 'open-apis/bot/v2/hook/{hex:8}-{hex:4}'],
    },
  }),
  hook({
    id: 'dingtalk-webhook-url',
    title: 'DingTalk webhook URL',
    provider: 'DingTalk',
    keywords: ['oapi.dingtalk.com/robot/send?access_token='],
    pattern: /oapi\.dingtalk\.com\/robot\/send\?access_token=(?<secret>[0-9a-f]{64})/uy,
    references: ['https://open.dingtalk.com/document/robots/custom-robot-access'],
    examples: {
      match: ['hex:64', 'digit:64'].map((token) => `oapi.dingtalk.com/robot/send?access_token={${token}}`),
      ignore: ['hex:40', 'upper:64'].map((token) => `oapi.dingtalk.com/robot/send?access_token={${token}}`),
    },
  }),
  hook({
    id: 'wecom-webhook-url',
    title: 'WeCom webhook URL',
    provider: 'WeCom',
    keywords: ['qyapi.weixin.qq.com/cgi-bin/webhook/send?key='],
    pattern:
      /qyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/send\?key=(?<secret>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/uy,
    references: ['https://developer.work.weixin.qq.com/document/path/91770'],
    examples: {
      match: [uuid, '{hex:8}-{hex:4}-4{hex:3}-{hex:4}-{digit:12}'].map(
        (key) => `qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`,
      ),
      ignore: ['{hex:32}', '{hex:8}-{hex:4}'].map((key) => `qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`),
    },
  }),
  hook({
    id: 'azure-app-configuration-string',
    title: 'Azure App Configuration connection string',
    provider: 'Microsoft Azure',
    keywords: ['azconfig.io;Id='],
    pattern: /azconfig\.io;Id=[\w+/=:-]{4,80};Secret=(?<secret>[A-Za-z0-9+/]{36,100}={0,2})/uy,
    references: ['https://learn.microsoft.com/azure/azure-app-configuration/'],
    examples: {
      match: [
        'azconfig.io;Id={alnum:4};Secret={base64:43}=',
        'azconfig.io;Id={alnum:4}-l0-s0:{alnum:20};Secret={base64:84}',
      ],
      ignore: ['azconfig.io;Id={alnum:4};Secret={base64:12}', 'azconfig.io;Secret={base64:43}='],
    },
  }),
  hook({
    id: 'quicknode-endpoint',
    title: 'QuickNode endpoint',
    provider: 'QuickNode',
    secrecy: 'depends',
    secrecyReason: 'Whoever has it spends your quota, unless the endpoint allows only your own pages.',
    keywords: ['quiknode.pro/'],
    pattern: /quiknode\.pro\/(?<secret>[0-9a-f]{40})/uy,
    references: ['https://www.quicknode.com/docs/'],
    examples: {
      match: ['quiknode.pro/{hex:40}', 'quiknode.pro/{digit:10}{hex:30}'],
      ignore: ['quiknode.pro/{hex:30}', 'quiknode.pro/{upper:40}'],
    },
  }),
  hook({
    id: 'presigned-url',
    title: 'Presigned URL of a storage',
    provider: 'AWS or Google Cloud',
    secrecy: 'depends',
    secrecyReason: 'It opens one file for everyone until its date, and may be meant to.',
    keywords: ['X-Amz-Algorithm=AWS4-HMAC-SHA256', 'X-Goog-Algorithm=GOOG4-RSA-SHA256'],
    pattern:
      /X-(?:Amz|Goog)-Algorithm=[A-Z0-9-]{10,20}(?:&(?:amp;)?(?!X-(?:Amz|Goog)-Signature=)[\w-]{1,40}=[^&"'`\s<>\\]{0,1500}){1,14}&(?:amp;)?X-(?:Amz|Goog)-Signature=(?<secret>[0-9a-f]{64,1024})/uy,
    verify: signedUntil,
    references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html'],
    examples: {
      match: [
        'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=key%2F20350101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20350101T000000Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature={hex:64}',
        'X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=app%40project&X-Goog-Date=20350101T000000Z&X-Goog-Expires=604800&X-Goog-SignedHeaders=host&X-Goog-Signature={hex:512}',
      ],
      ignore: [
        'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20250101T000000Z&X-Amz-Expires=604800&X-Amz-Signature={hex:64}',
        'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20350101T000000Z&X-Amz-Expires=604800&X-Amz-Signature={hex:20}',
      ],
    },
  }),
  hook({
    id: 'newrelic-license-key',
    title: 'New Relic licence key',
    provider: 'New Relic',
    keywords: ['NRAL'],
    keywordAt: [32, 36],
    pattern: /(?:[a-f0-9]{32}|eu01xx[a-f0-9]{26})(?:FFFF)?NRAL/uy,
    envNames: ['NEW_RELIC_LICENSE_KEY'],
    references: ['https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/'],
    examples: {
      match: ['{hex:32}FFFFNRAL', 'eu01xx{hex:26}FFFFNRAL', '{hex:32}NRAL'],
      ignore: ['{hex:20}FFFFNRAL', '{upper:32}FFFFNRAL'],
    },
  }),
]
