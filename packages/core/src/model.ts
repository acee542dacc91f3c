/** A value, or a promise of it: a host may have to read or compile to answer. */
export type Awaitable<T> = T | Promise<T>

/** Half-open range of UTF-16 code units. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Whether a credential may be seen by everyone. `depends`: only its restrictions or its neighbours tell. */
export type Secrecy = 'secret' | 'publishable' | 'depends'

/** One credential format, as data. Made with `defineDetector`. */
export interface Detector {
  /** `<provider>-<kind>`. Never renamed, only retired. */
  readonly id: string
  /** What a person calls it, for example "OpenAI project API key". */
  readonly title: string
  readonly provider: string
  readonly secrecy: Secrecy
  /** Why it is publishable, or what decides when it depends. One sentence. Absent for secrets. */
  readonly secrecyReason?: string
  /** Literals, one of which begins every match. Searched first; the only characters of a secret that are ever printed. */
  readonly prefixes: readonly string[]
  /** Sticky, matches a whole credential from its prefix on, without looking at what stands around it. */
  readonly pattern: RegExp
  /**
   * Characters that may not follow a match (a longer word is another thing). A hyphen may: `-->` closes an HTML comment.
   *
   * @default /[A-Za-z0-9_]/u
   */
  readonly notFollowedBy?: RegExp
  /** Proof beyond the shape (a checksum, a decoded payload). `text` and `span` show the neighbours. */
  readonly verify?: (value: string, text: string, span: Span) => Secrecy | 'none'
  /** Names under which programs expect it, the standard one first. */
  readonly envNames: readonly string[]
  /** Page where its owner revokes it. */
  readonly revokeUrl?: string
  /** Sources of the format. At least one URL. */
  readonly references: readonly string[]
  /** ISO date on which the references were read. */
  readonly checkedOn: string
  /** Templates for `fakeKey`: what must match and what must not, at least two each. */
  readonly examples: { readonly match: readonly string[]; readonly ignore: readonly string[] }
}

/** Where a known secret was read. */
export interface SecretSource {
  /** Name of the variable. */
  readonly name: string
  /** File relative to the root with `/`, or null for the process environment. */
  readonly path: string | null
  /** One-based line in `path`, null without one. */
  readonly line: number | null
}

/** A value that the build machine holds and that no client may. */
export interface KnownSecret {
  readonly value: string
  /** At least one; the same value may stand under several names. */
  readonly sources: readonly SecretSource[]
  /** `literal`: counts only as a whole string literal, because the value is too short to be unlikely elsewhere. */
  readonly match: 'anywhere' | 'literal'
}

/** What a file is, which decides how its text is read and what is said about it. */
export type FileKind = 'script' | 'style' | 'markup' | 'map' | 'asset'

/** Anything that `@jridgewell/trace-mapping` reads: JSON text or the parsed object. */
export type SourceMapInput =
  string | { readonly version: number | string; readonly mappings: string | readonly unknown[] }

/** A file that a browser or a device will receive. */
export interface ClientFile {
  /** As it is served, relative to the root, with `/`. */
  readonly path: string
  readonly content: string | Uint8Array
  readonly map?: SourceMapInput
  readonly kind: FileKind
  /** Set when `content` was inflated; positions then count bytes of the inflated content. */
  readonly compression?: 'gzip' | 'brotli'
  /** Why the file reaches the client, where only the host knows: for example `public-dir`. */
  readonly cause?: Cause
  /** Where the file comes from, relative to the root, for files that are copied as they are. */
  readonly copiedFrom?: string
}

/** A file that reaches the client and could not be read. Makes the report incomplete. */
export interface UnreadableFile {
  readonly path: string
  /** One sentence without a secret. */
  readonly unreadable: string
}

/** One edge of the module graph, seen from the imported module. */
export interface Importer {
  readonly id: string
  readonly dynamic: boolean
  /** One-based, as the author wrote it. */
  readonly line?: number
  readonly column?: number
}

/** What only the host knows. Every member but `root` is optional. Module ids are the host's own. */
export interface HostFacts {
  /** Absolute path with `/`. Paths in the report are relative to it. */
  readonly root: string
  /** The host's name in sentences, for example "Vite". */
  readonly hostName?: string
  /** `VITE_`, … */
  readonly publicPrefixes?: readonly string[]
  /** Expressions that the host replaces, and the text that replaces them. */
  readonly replacements?: ReadonlyMap<string, string>
  /** Option name (`banner`, `base`, …) and the text that the host adds because of it. */
  readonly injected?: ReadonlyMap<string, string>
  readonly entries?: () => Iterable<string>
  readonly importers?: (id: string) => Iterable<Importer>
  /** Where `importer` names `imported`, one-based. Asked only for the hops of a printed chain. */
  readonly importSite?: (importer: string, imported: string) => Awaitable<{ line: number; column: number } | undefined>
  /** Modules of which something stands in the file, with their share in bytes of output. */
  readonly modulesOf?: (path: string) => Iterable<{ readonly id: string; readonly bytes: number }>
  /** Packages and URLs that the file imports at run time. */
  readonly externalsOf?: (path: string) => Iterable<string>
  /** The module as its author wrote it. */
  readonly source?: (id: string) => Awaitable<string | undefined>
  /** The module as it stands in the output, where the host can say. */
  readonly rendered?: (id: string) => Awaitable<string | undefined>
  /** Files that an asset was made from. */
  readonly inputsOf?: (path: string) => Iterable<string>
  /** May run a second build. */
  readonly mapOf?: (path: string) => Awaitable<SourceMapInput | undefined>
  /** Module id → path for people, relative to the root with `/`. */
  readonly displayPath?: (id: string) => string
}

/** Why a finding is one. */
export type Rule = 'public-env' | 'env-value' | 'key-literal' | 'server-import' | 'config-exposure' | 'env-name'

/** How a secret became public. */
export type Cause =
  | 'literal'
  | 'import'
  | 'public-prefix'
  | 'define'
  | 'json-import'
  | 'raw-import'
  | 'asset'
  | 'public-dir'
  | 'html'
  | 'style'
  | 'source-map'
  | 'comment'
  | 'injected'
  | 'plugin'
  | 'dependency'
  | 'unknown'

export type Severity = 'error' | 'warning'

/** Place in a file that the client receives. Lines and columns are one-based. */
export interface Location {
  readonly path: string
  readonly line: number
  readonly column: number
  /** Zero-based, in `unit`. */
  readonly offset: number
  /** Of the form that stands in the file, in `unit`. Null where a length would tell too much. */
  readonly length: number | null
  readonly unit: 'utf16' | 'byte'
}

/** Place in a source file. One-based; null where unknown. */
export interface SourcePlace {
  readonly path: string
  readonly line: number | null
  readonly column: number | null
}

/** Lines of source around an origin. Every secret in them is already masked. */
export interface CodeFrame {
  /** One-based number of the first line. */
  readonly firstLine: number
  readonly lines: readonly string[]
  /** Zero-based index into `lines` of the marked line. */
  readonly marked: number
  /** What to underline in the marked line, in code units. */
  readonly span: Span
  /** Said beside the underline, for example "becomes the key itself". */
  readonly note: string
}

/** One redacted fact with a place. Holds nothing of the secret beyond its public prefix. */
export interface Finding {
  readonly rule: Rule
  readonly severity: Severity
  readonly fingerprint: string
  readonly redacted: string
  readonly detector: string | null
  /** What was found, for people: the detector's title, "Value of `NAME`", or a package. */
  readonly title: string
  readonly provider: string | null
  readonly secrecy: Secrecy
  readonly envName: string | null
  /** Where the variable is set. */
  readonly envSource: SourcePlace | null
  readonly standardEnvName: string | null
  readonly encoding: string
  readonly location: Location
  readonly origin: SourcePlace | null
  readonly frame: CodeFrame | null
  /** From an entry to the module of `origin`. Empty where unknown. */
  readonly importChain: readonly SourcePlace[]
  readonly cause: Cause
  /** One sentence: how `cause` made it public here. */
  readonly why: string
  readonly message: string
  readonly remedy: readonly string[]
  readonly revokeUrl: string | null
  readonly docsUrl: string
}

/** A file of which not everything was checked. */
export interface Incomplete {
  readonly path: string
  readonly reason: string
}

/** What an audit says. Serialised as it is by the JSON format. */
export interface Report {
  readonly version: 1
  readonly summary: {
    readonly errors: number
    readonly warnings: number
    /** Findings that the policy lets stay. */
    readonly allowed: number
    /** Client files that there were. */
    readonly files: number
    /** Client files that were checked whole. */
    readonly scanned: number
    readonly bytes: number
    readonly durationMs: number
  }
  /** What the host should do: `findings` and `incomplete` stop it. Findings win. */
  readonly verdict: 'passed' | 'findings' | 'incomplete'
  readonly incomplete: readonly Incomplete[]
  /** Sorted by severity, path and offset. */
  readonly findings: readonly Finding[]
}
