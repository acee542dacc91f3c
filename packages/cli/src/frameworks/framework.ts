/** Files that a browser or a device receives, below one folder. */
export interface Output {
  /** Relative to the package, with `/`; may be a file. `<name>` stands for what the setting of that name says. */
  readonly folder: string
  /** Globs relative to the folder. @default everything */
  readonly only?: readonly string[]
  /** Globs relative to the folder: what a server keeps for itself. @default nothing */
  readonly except?: readonly string[]
  /** Counts only where this is there, relative to the package. */
  readonly when?: string
  /** Counts only where this is not there, relative to the package. */
  readonly unless?: string
  /** Is there without a build as well, so that it is no sign of one. */
  readonly isSource?: true
  /** Holds pages that a server rendered, so that a secret in them came through its code. */
  readonly isRendered?: true
}

/** How a project can move the output of a framework. */
export interface OutSetting {
  /** Relative to the package, or to the folder that `rootPath` names. Absent where there is none without a setting. */
  readonly default?: string
  /** Configuration files, without extension, in the order in which the framework looks for them. */
  readonly files?: readonly string[]
  /** Set where what a file says is relative to its own folder. */
  readonly isBesideFile?: true
  /** Keys from the top of the configuration; `()` stands for the first argument of a call, `*` in data for any. */
  readonly path?: readonly string[]
  /** Keys of the setting that moves the pages, which the output is then relative to. */
  readonly rootPath?: readonly string[]
  /** Flags of the build command. */
  readonly flags?: readonly string[]
  /** Environment variable. */
  readonly variable?: string
  /** A setting beside it by which a configuration is known to be a server's. */
  readonly server?: { readonly path: readonly string[]; readonly value: RegExp }
}

/** One framework or bundler: how it is recognised, what it writes for clients, what it makes public. */
export interface Framework {
  /** Name in sentences. */
  readonly name: string
  /** Packages of which a project that uses it depends on one. Empty: its command tells. */
  readonly packages: readonly string[]
  /** Files of which one has to be there as well, without extension for configurations. @default none */
  readonly needs?: readonly string[]
  /** Its build command in a script of `package.json`. A group `root` holds the folder that it is called with. */
  readonly command?: RegExp
  /** What says in a script that the output is a server's. */
  readonly serverCommand?: RegExp
  /** Settings that `<name>` in an output stands for. */
  readonly settings?: Readonly<Record<string, OutSetting>>
  /** In the order of the table in the guide. */
  readonly outputs: readonly Output[]
  /** Folder whose files are copied to the output as they are. */
  readonly publicFolder?: string
  /** Prefixes of variables that it copies into client code. */
  readonly publicPrefixes: readonly string[]
  /** Keys of the setting that holds further prefixes. */
  readonly prefixPath?: readonly string[]
  /** Set where it copies every variable that client code names. */
  readonly inlinesAnyVariable?: true
  /** Set for what stands beside a framework: a shell for devices, a catalogue of components. */
  readonly isBeside?: true
}
