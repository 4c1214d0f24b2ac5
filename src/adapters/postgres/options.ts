// From the keys of a target to how to connect. Nothing is contacted here.

import { readFileSync } from 'node:fs';
import type { Diagnostic, Place } from '../../errors/diagnostic.js';
import { SpError } from '../../errors/sp-error.js';
import { didYouMean } from '../../errors/suggest.js';
import { invalidOption, missingUrl, unknownOption } from './errors.js';

type Options = Readonly<Record<string, unknown>>;

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof sslModes)[number];

/** Keys of a target beside `type`, `threads`, `schema` and `database`. Those of a URL's query are the same. */
const knownOptions = [
  'url',
  'host',
  'port',
  'user',
  'password',
  'dbname',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'search_path',
  'role',
  'statement_timeout',
  'connect_timeout',
  'keepalives_idle',
] as const;
type OptionName = (typeof knownOptions)[number];

export interface ConnectionSettings {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly dbname?: string;
  readonly sslMode: SslMode;
  readonly certificates: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly searchPath?: string;
  readonly role?: string;
  /** 0: none. */
  readonly statementTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** How long a connection may be silent before the system asks whether the other end is there. */
  readonly keepalivesIdleMs: number;
}

export interface OptionContext {
  readonly place: Place;
  /** The target's `database`. */
  readonly database?: string;
}

/** @throws SpError with everything that is wrong with the target. */
export function readOptions(options: Options, context: OptionContext): ConnectionSettings {
  const reader = new OptionReader(options, context);
  const settings = reader.read();
  if (reader.diagnostics.length > 0) throw new SpError(reader.diagnostics);
  return settings;
}

/** `localhost:5432/school`: never a secret. */
export function describeServer(options: Options): string {
  const url = parseUrl(textOf(options['url']));
  const part = (name: OptionName): string | undefined => textOf(options[name]) || url?.get(name);
  const host = part('host') ?? process.env['PGHOST'];
  const dbname = part('dbname') ?? process.env['PGDATABASE'] ?? '';
  return host === undefined ? 'no server' : `${host}:${part('port') ?? process.env['PGPORT'] ?? '5432'}/${dbname}`;
}

class OptionReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #options: Options;
  readonly #context: OptionContext;
  #url: ReadonlyMap<string, string> = new Map();

  constructor(options: Options, context: OptionContext) {
    this.#options = options;
    this.#context = context;
  }

  read(): ConnectionSettings {
    const { place } = this.#context;
    for (const key of Object.keys(this.#options)) {
      if ((knownOptions as readonly string[]).includes(key)) continue;
      this.diagnostics.push(unknownOption(key, didYouMean(key, knownOptions), knownOptions, place));
    }
    this.#readUrl();
    const host = this.#text('host');
    const port = this.#whole('port', 1, 65_535);
    const user = this.#text('user');
    const password = this.#text('password');
    const role = this.#text('role');
    const searchPath = this.#text('search_path');
    const dbname = this.#dbname();
    return {
      ...(host !== undefined && { host }),
      ...(port !== undefined && { port }),
      ...(user !== undefined && { user }),
      ...(password !== undefined && { password }),
      ...(dbname !== undefined && { dbname }),
      ...(searchPath !== undefined && { searchPath }),
      ...(role !== undefined && { role }),
      sslMode: this.#sslMode(),
      certificates: {
        ...this.#certificate('sslrootcert', 'ca'),
        ...this.#certificate('sslcert', 'cert'),
        ...this.#certificate('sslkey', 'key'),
      },
      statementTimeoutMs: (this.#whole('statement_timeout', 0, 2_000_000) ?? 0) * 1000,
      connectTimeoutMs: (this.#whole('connect_timeout', 1, 3600) ?? 10) * 1000,
      keepalivesIdleMs: (this.#whole('keepalives_idle', 1, 86_400) ?? 10) * 1000,
    };
  }

  #readUrl(): void {
    const { place } = this.#context;
    const written = textOf(this.#options['url']);
    const isNamed = 'url' in this.#options;
    if (written === undefined || written === '') {
      const hasServer = textOf(this.#options['host']) || process.env['PGHOST'];
      if (isNamed || !hasServer) this.diagnostics.push(missingUrl(isNamed, place));
      return;
    }
    const parsed = parseUrl(written);
    if (parsed === undefined) {
      this.diagnostics.push(invalidOption('url', 'is no URL', 'E.g. postgresql://user@localhost:5432/school', place));
      return;
    }
    for (const key of parsed.keys()) {
      if ((knownOptions as readonly string[]).includes(key) && key !== 'url') continue;
      this.diagnostics.push(unknownOption(key, didYouMean(key, knownOptions), knownOptions, place));
    }
    this.#url = parsed;
  }

  #text(name: OptionName): string | undefined {
    const own = this.#options[name];
    if (own !== undefined && own !== null && textOf(own) === undefined) {
      this.diagnostics.push(invalidOption(name, 'must be a text', undefined, this.#context.place));
    }
    return textOf(own) || this.#url.get(name);
  }

  #whole(name: OptionName, least: number, most: number): number | undefined {
    const text = this.#text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const unit = name === 'port' ? '' : ' of seconds';
    const message = `must be a whole number${unit} from ${least} to ${most}`;
    this.diagnostics.push(invalidOption(name, message, undefined, this.#context.place));
    return undefined;
  }

  #sslMode(): SslMode {
    const text = this.#text('sslmode') ?? 'prefer';
    const found = sslModes.find((mode) => mode === text);
    if (found !== undefined) return found;
    const hint = didYouMean(text, sslModes) ?? `It is one of: ${sslModes.join(', ')}.`;
    this.diagnostics.push(invalidOption('sslmode', `is "${text}"`, hint, this.#context.place));
    return 'prefer';
  }

  #certificate(name: OptionName, key: 'ca' | 'cert' | 'key'): { readonly [name: string]: string } {
    const path = this.#text(name);
    if (path === undefined) return {};
    try {
      return { [key]: readFileSync(path, 'utf8') };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.diagnostics.push(invalidOption(name, `cannot be read: ${reason}`, undefined, this.#context.place));
      return {};
    }
  }

  #dbname(): string | undefined {
    const { database, place } = this.#context;
    const dbname = this.#text('dbname');
    if (dbname !== undefined && database !== undefined && database !== '' && dbname !== database) {
      const message = `is "${dbname}", but database is "${database}"`;
      this.diagnostics.push(invalidOption('dbname', message, 'A connection reads one database: name one.', place));
    }
    return dbname ?? (database === '' ? undefined : database);
  }
}

/** The parts of `postgresql://user:password@host:port/dbname?key=value` by their names as options. */
function parseUrl(text: string | undefined): ReadonlyMap<string, string> | undefined {
  const match = /^postgres(?:ql)?:\/\/(.*)$/s.exec(text ?? '');
  if (match === null) return undefined;
  try {
    // Only of the web's own schemes may hosts be empty or encoded: `postgresql:///school`, `postgresql://%2Ftmp/school`.
    const url = new URL(`postgresql://${match[1] ?? ''}`);
    const parts = [
      ['host', url.hostname],
      ['port', url.port],
      ['user', url.username],
      ['password', url.password],
      ['dbname', url.pathname.replace(/^\//, '')],
    ] as const;
    const found = parts.filter(([, value]) => value !== '');
    return new Map([
      ...found.map(([name, value]) => [name, decodeURIComponent(value)] as const),
      ...url.searchParams.entries(),
    ]);
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
