/** A value, or a promise of it: a host may have to read or compile to answer. */
export type Awaitable<T> = T | Promise<T>

/** Half-open range of UTF-16 code units. */
export interface Span {
  /** Zero-based, of the first code unit. */
  readonly start: number
  /** Zero-based, behind the last code unit. */
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
  /** Who issues it, for example "OpenAI". */
  readonly provider: string
  /** What a match is, unless `verify` knows better. */
  readonly secrecy: Secrecy
  /** Why it is publishable, or what decides when it depends. One sentence. Absent for secrets. */
  readonly secrecyReason?: string
  /**
   * Literals, one of which begins every match; the only characters of a secret that are ever printed. Searched, unless
   * there are `keywords`. Empty for a format without a public literal, which then needs `keywords` or `names`.
   */
  readonly prefixes: readonly string[]
  /** Literals of three characters or more that are searched instead of the prefixes: one stands in every match. */
  readonly keywords?: readonly string[]
  /**
   * How many characters of a match can stand before its keyword.
   *
   * @default [0]
   */
  readonly keywordAt?: readonly number[]
  /**
   * For a shape that says nothing by itself: words in lower case, one of which has to stand in the variable, property or
   * address at most 80 characters before. The match is then a whole string literal or value, and the word nearest to it
   * says that it is a credential (`apiKey`, `token`, …).
   */
  readonly names?: readonly string[]
  /**
   * Words of which one has to stand in the variable or property nearest to the value, in lower case.
   *
   * @default those that name any credential
   */
  readonly nameWords?: readonly string[]
  /** Detectors that also match some of these credentials, and give way: this one knows more. */
  readonly overrides?: readonly string[]
  /**
   * Sticky, matches a whole credential from its first character on, without looking at what stands around it. Where only
   * a part is secret, such as a password in a URL, the group `secret` holds it, and that is what is found.
   */
  readonly pattern: RegExp
  /**
   * Characters that may not follow a match (a longer word is another thing). A hyphen may: `-->` closes an HTML comment.
   *
   * @default /[A-Za-z0-9_]/u
   */
  readonly notFollowedBy?: RegExp
  /**
   * Whether a marker or a checksum stands in every match, so that words in the rest of it stand there by chance: a match is
   * then never taken for a text such as `your-key-here`.
   *
   * @default false
   */
  readonly hasMarker?: boolean
  /** Proof beyond the shape (a checksum, a decoded payload). `span` is that of the whole match in `text`. */
  readonly verify?: (value: string, text: string, span: Span) => Secrecy | 'none'
  /** Names under which programs expect it, the standard one first. */
  readonly envNames: readonly string[]
  /** Page where its owner revokes it. */
  readonly revokeUrl?: string
  /** Sources of the format. At least one URL. */
  readonly references: readonly string[]
  /** ISO date on which the references were read. */
  readonly checkedOn: string
  /**
   * Templates for `fakeKey`: what must match and what must not, at least two each. With `names` the value alone; with a
   * group `secret` all that the pattern matches.
   */
  readonly examples: {
    /** Text that stands before, where `verify` asks for a neighbour. */
    readonly before?: string
    readonly match: readonly string[]
    readonly ignore: readonly string[]
  }
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
  /** The secret itself. Never leaves core. */
  readonly value: string
  /** At least one; the same value may stand under several names. */
  readonly sources: readonly SecretSource[]
  /** `literal`: counts only as a whole string literal, because the value is too short to be unlikely elsewhere. */
  readonly match: 'anywhere' | 'literal'
  /**
   * Set where only the variable tells that a format which may be a secret is meant to be seen, such as a key for maps.
   *
   * @default 'secret'
   */
  readonly secrecy?: 'publishable'
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
  /** Text, or bytes that are decoded. */
  readonly content: string | Uint8Array
  /** Its source map, where the host has one that is not shipped. */
  readonly map?: SourceMapInput
  /** Decides what is said about it. */
  readonly kind: FileKind
  /** Set when `content` was inflated; positions then count bytes of the inflated content. */
  readonly compression?: 'gzip' | 'brotli' | 'zstd'
  /** Why the file reaches the client, where only the host knows: for example `public-dir`. */
  readonly cause?: Cause
  /** Where the file comes from, relative to the root, for files that are copied as they are. */
  readonly copiedFrom?: string
  /** What made it, where several hosts wrote what is audited together. @default the audit's host */
  readonly host?: HostFacts
}

/** A file that reaches the client and could not be read. Makes the report incomplete. */
export interface UnreadableFile {
  /** As it is served, relative to the root, with `/`. */
  readonly path: string
  /** One sentence without a secret. */
  readonly unreadable: string
}

/** One edge of the module graph, seen from the imported module. */
export interface Importer {
  /** Module id of the importing module. */
  readonly id: string
  /** Whether it is an `import()`. */
  readonly dynamic: boolean
  /** One-based, as the author wrote it. */
  readonly line?: number
  /** One-based, as the author wrote it. */
  readonly column?: number
}

/** What the host's configuration hands to client code, whether something of it is used or not. */
export interface HostConfiguration {
  /** Its file, relative to the root with `/`, or a name for one that is no file. */
  readonly path: string
  /** Text of the file, undefined where there is none. */
  readonly source: string | undefined
  /** Expressions that the configuration replaces, and the text that replaces them. */
  readonly define: ReadonlyMap<string, string>
  /** Variables that a prefix other than the host's own one makes public, with their values. */
  readonly exposed: ReadonlyMap<string, string>
}

/** What only the host knows. Every member but `root` is optional. Module ids are the host's own. */
export interface HostFacts {
  /** Absolute path with `/`. Paths in the report are relative to it. */
  readonly root: string
  /** The host's name in sentences, for example "Vite". */
  readonly hostName?: string
  /**
   * Who receives the files: visitors of a page, or readers of a repository. Decides what is said about a finding.
   *
   * @default 'visitors'
   */
  readonly audience?: 'visitors' | 'readers'
  /** `VITE_`, … */
  readonly publicPrefixes?: readonly string[]
  /** Set where the host copies every variable that client code names, whatever its name is. */
  readonly inlinesAnyVariable?: boolean
  /**
   * Source of a map → path for people, relative to the root with `/`. `name` is as the map has it, without a scheme of the
   * bundler's own (`webpack://<name>/`); `beside` is where it lies when it is relative to the map, undefined when it is not.
   *
   * @default beside, else the name
   */
  readonly sourcePath?: (name: string, beside: string | undefined) => string
  /** Expressions that the host replaces, and the text that replaces them. */
  readonly replacements?: ReadonlyMap<string, string>
  /** Option name (`banner`, `base`, …) and the text that the host adds because of it. */
  readonly injected?: ReadonlyMap<string, string>
  /** To be audited as well: what opens secrets to client code, though none stands in it yet. */
  readonly configuration?: HostConfiguration
  /** Module ids that the build starts from. */
  readonly entries?: () => Iterable<string>
  /** Modules that import a module. */
  readonly importers?: (id: string) => Iterable<Importer>
  /** Where `importer` names `imported`, one-based. Asked only for the hops of a printed chain. */
  readonly importSite?: (importer: string, imported: string) => Awaitable<{ line: number; column: number } | undefined>
  /** Modules of the file, with their share in bytes of output: none where nothing of a module is left. */
  readonly modulesOf?: (path: string) => Iterable<{ readonly id: string; readonly bytes: number }>
  /** Packages and URLs that the file imports at run time. */
  readonly externalsOf?: (path: string) => Iterable<string>
  /** The module as its author wrote it. */
  readonly source?: (id: string) => Awaitable<string | undefined>
  /** File that a plugin cut the module out of, where there is one. Told as the module's source where it explains. */
  readonly madeFrom?: (id: string) => string | undefined
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

/** How bad a finding is: only errors fail a build by default. */
export type Severity = 'error' | 'warning'

/** Place in a file that the client receives. Lines and columns are one-based. */
export interface Location {
  /** Client file, relative to the root, with `/`. */
  readonly path: string
  /** One-based. */
  readonly line: number
  /** One-based, in code units. */
  readonly column: number
  /** Zero-based, in `unit`. */
  readonly offset: number
  /** Of the form that stands in the file, in `unit`. Null where a length would tell too much. */
  readonly length: number | null
  /** UTF-16 code units, or bytes of binary and of inflated content. */
  readonly unit: 'utf16' | 'byte'
}

/** Place in a source file. One-based; null where unknown. */
export interface SourcePlace {
  /** Relative to the root, with `/`. */
  readonly path: string
  /** One-based, null where unknown. */
  readonly line: number | null
  /** One-based, null where unknown. */
  readonly column: number | null
}

/** Lines of source around an origin. Every secret in them is already masked. */
export interface CodeFrame {
  /** One-based number of the first line. */
  readonly firstLine: number
  /** Masked, without line ends. */
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
  /** Why it is one. */
  readonly rule: Rule
  /** After the policy. */
  readonly severity: Severity
  /** Names the secret without telling it; for weak values, the place. */
  readonly fingerprint: string
  /** The public prefix and the length, "(hidden)" without a prefix, or the name of a package. */
  readonly redacted: string
  /** Id of the format, null for a known value without one. */
  readonly detector: string | null
  /** What was found, for people: the detector's title, "Value of `NAME`", or a package. */
  readonly title: string
  /** Who issues it, null where unknown. */
  readonly provider: string | null
  /** Whether it is certain that nobody may see it. */
  readonly secrecy: Secrecy
  /** Variable that holds it, null where unknown. */
  readonly envName: string | null
  /** Where the variable is set. */
  readonly envSource: SourcePlace | null
  /** Name under which a server would read it. */
  readonly standardEnvName: string | null
  /** `plain`, or what had to be undone, outermost first, joined with `+`. */
  readonly encoding: string
  /** Where the client receives it. */
  readonly location: Location
  /** Where its source is, null where unknown. */
  readonly origin: SourcePlace | null
  /** Source around the origin, null where unknown. */
  /** Null where the source is unknown, and behind the fortieth of a report. */
  readonly frame: CodeFrame | null
  /** From an entry to the module of `origin`. Empty where unknown. */
  readonly importChain: readonly SourcePlace[]
  /** How it became public. */
  readonly cause: Cause
  /** One sentence: how `cause` made it public here. */
  readonly why: string
  /** What, where, and the first step, in one paragraph. */
  readonly message: string
  /** Steps, the safest first. May be empty. */
  readonly remedy: readonly string[]
  /** Page where its owner revokes it. */
  readonly revokeUrl: string | null
  /** Page about the cause. */
  readonly docsUrl: string
}

/** A credential that is made for browsers: listed only where someone asks for it, and never a finding. */
export interface PublishableKey {
  /** Id of the format. */
  readonly detector: string
  /** The detector's title. */
  readonly title: string
  /** Who issues it. */
  readonly provider: string
  /** The public prefix and the length, or "(hidden)" without a prefix. */
  readonly redacted: string
  /** Why it may be seen, or what decides that. Null where the format does not say. */
  readonly why: string | null
  /** Where the client receives it. */
  readonly location: Location
}

/** A file of which not everything was checked. */
export interface Incomplete {
  /** As it is served, relative to the root, with `/`. */
  readonly path: string
  /** One sentence without a secret. */
  readonly reason: string
}

/** What an audit says. Serialised as it is by the JSON format. */
export interface Report {
  /** Of this shape. */
  readonly version: 1
  /** Numbers for a last line. */
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
  /** Files of which nothing is known. */
  readonly incomplete: readonly Incomplete[]
  /** Sorted by severity, path and offset. */
  readonly findings: readonly Finding[]
  /** In the order of the files, sorted by offset in each. Absent unless `listPublishable` asks for it. */
  readonly publishable?: readonly PublishableKey[]
}
