import type { Log, PhysicalLocation, ReportingDescriptor, Result } from 'sarif'
import type { Finding, Incomplete, Report, Rule, SourcePlace } from '../model.ts'
import { groupFindings, type FindingGroup } from './group.ts'
import { visible } from './paint.ts'

/** What a log says about the program that wrote it. */
export interface SarifOptions {
  /** Version of keyfence, such as `1.2.3`. */
  readonly version: string
}

const rules: readonly Rule[] = [
  'public-env',
  'env-value',
  'key-literal',
  'server-import',
  'config-exposure',
  'env-name',
]
const ruleTexts: Readonly<Record<Rule, readonly [name: string, text: string]>> = {
  'public-env': ['PublicEnvironmentVariable', 'A secret is public because its variable has a public prefix.'],
  'env-value': ['EnvironmentValue', 'The value of a secret variable stands in what the client receives.'],
  'key-literal': ['KeyLiteral', "A credential's shape stands in what the client receives."],
  'server-import': ['ServerImport', 'A package that belongs on a server is part of what the client receives.'],
  'config-exposure': ['ConfigurationExposure', 'The configuration opens secrets to client code.'],
  'env-name': ['EnvironmentName', 'Client code asks for a variable that only a server has.'],
}

/**
 * A log of the Static Analysis Results Interchange Format 2.1.0, as JSON text, fit for GitHub code scanning. One result
 * for each leak, at its source where that is known; every place where the client receives it is a related location.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(report: Report, { version }: SarifOptions): string {
  const groups = groupFindings(report.findings)
  const used = rules.filter((rule) => groups.some(({ first }) => first.rule === rule))
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'keyfence',
            version,
            informationUri: 'https://github.com/keyfence/keyfence',
            rules: used.map((rule) => descriptor(rule, groups)),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: report.incomplete.length === 0,
            toolExecutionNotifications: report.incomplete.map(notification),
          },
        ],
        results: groups.map((group) => result(group, used)),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function descriptor(rule: Rule, groups: readonly FindingGroup[]): ReportingDescriptor {
  const page = groups.find(({ first }) => first.rule === rule)?.first.docsUrl ?? ''
  const [name, text] = ruleTexts[rule]
  return {
    id: rule,
    name,
    shortDescription: { text },
    fullDescription: { text },
    help: { text: `${text} How it is mended: ${page}` },
    helpUri: page,
    defaultConfiguration: { level: rule === 'config-exposure' || rule === 'env-name' ? 'warning' : 'error' },
    // What GitHub sorts by: a leaked key is as bad as it gets.
    properties: { tags: ['security'], 'security-severity': rule === 'config-exposure' ? '5.0' : '9.0' },
  }
}

function result({ first, all }: FindingGroup, used: readonly Rule[]): Result {
  const source = first.origin ?? first.location
  const places = all.map(({ location }) => location).filter((location) => first.origin !== null || location !== source)
  const related = [
    ...places.map((place) => ({ place, text: 'The client receives it here.' })),
    ...first.importChain.slice(0, -1).map((place) => ({ place, text: 'Imports it.' })),
  ]
  return {
    ruleId: first.rule,
    ruleIndex: used.indexOf(first.rule),
    level: first.severity,
    message: { text: visible([first.message, first.why, ...first.remedy.slice(1)].join(' ')) },
    locations: [{ physicalLocation: physicalLocation(source) }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map(({ place, text }, index) => ({
            id: index + 1,
            message: { text },
            physicalLocation: physicalLocation(place),
          })),
        }),
    partialFingerprints: { 'keyfence/v1': first.fingerprint },
    properties: propertiesOf(first),
  }
}

function propertiesOf({ detector, provider, secrecy, envName, cause, encoding, redacted, revokeUrl }: Finding) {
  return { detector, provider, secrecy, envName, cause, encoding, redacted, revokeUrl }
}

function notification({ path, reason }: Incomplete) {
  return {
    level: 'error' as const,
    message: { text: visible(`Could not check \`${path}\`: ${reason}`) },
    locations: [{ physicalLocation: physicalLocation({ path, line: null, column: null }) }],
  }
}

function physicalLocation({ path, line, column }: SourcePlace): PhysicalLocation {
  return {
    artifactLocation: artifact(path),
    ...(line === null ? {} : { region: { startLine: line, ...(column === null ? {} : { startColumn: column }) } }),
  }
}

/** Relative to the checkout, which only the reader of the log knows; what lies outside of it keeps its absolute path. */
function artifact(path: string): PhysicalLocation['artifactLocation'] {
  // A name that is no Unicode cannot stand in a URI.
  const parts = path.replace(/\p{Surrogate}/gu, '\ufffd').split('/')
  const uri = parts.map((part) => encodeURIComponent(part)).join('/')
  if (/^[A-Za-z]:\//u.test(path)) return { uri: `file:///${uri.replace('%3A', ':')}` }
  return path.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: '%SRCROOT%' }
}
