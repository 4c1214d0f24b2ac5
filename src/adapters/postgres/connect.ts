// Opens connections that are set up alike, and says what is wrong when that fails.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ClientConfig } from 'pg';
import { quoteText } from '../../dialects/ansi.js';
import type { Place } from '../../errors/diagnostic.js';
import { SpError } from '../../errors/sp-error.js';
import type { Driver } from './driver.js';
import { connectionDiagnostic } from './connection-errors.js';
import { Link } from './link.js';
import type { ConnectionSettings, SslMode } from './options.js';

export interface ConnectorParts {
  readonly driver: Driver;
  readonly settings: ConnectionSettings;
  /** `localhost:5432/school` */
  readonly server: string;
  readonly applicationName: string;
  readonly readOnly: boolean;
  readonly place: Place;
}

export class Connector {
  readonly #parts: ConnectorParts;
  /** What the server was found to speak, for `allow` and `prefer`. */
  #sslMode: SslMode;

  constructor(parts: ConnectorParts) {
    this.#parts = parts;
    this.#sslMode = parts.settings.sslMode;
  }

  get server(): string {
    return this.#parts.server;
  }

  /** @throws SpError that says why not, and what to do */
  async open(): Promise<Link> {
    const { driver, server, settings, place } = this.#parts;
    try {
      const link = new Link(driver, await this.#connect());
      try {
        await link.run(this.#setup());
        return link;
      } catch (error) {
        await link.close();
        throw error;
      }
    } catch (error) {
      const diagnostic = connectionDiagnostic(error, { server, settings, place });
      if (diagnostic === undefined) throw error;
      throw new SpError([diagnostic]);
    }
  }

  /** Asks the server to end what a backend is doing. Resolves when it was asked, or cannot be. */
  async cancel(backendPid: number): Promise<void> {
    const link = await this.open().catch(() => undefined);
    // Who may cancel is a question of who has logged in, not of `role`.
    await link?.run(`reset role; select pg_cancel_backend(${backendPid})`).catch(() => undefined);
    await link?.close();
  }

  async #connect(): Promise<Client> {
    const isOptional = this.#sslMode === 'prefer' || this.#sslMode === 'allow';
    if (!isOptional) return this.#connectWith(this.#sslMode);
    const isLocal = /^(?:\/|localhost$|127\.|::1$)/.test(this.#host);
    const [first, second]: readonly SslMode[] = isLocal ? ['disable', 'require'] : ['require', 'disable'];
    try {
      return await this.#connectWith(first ?? 'disable');
    } catch (error) {
      // Only a server that wants it the other way: every other failure would come again.
      const isRefused =
        error instanceof Error && /does not support SSL connections|no encryption|SSL off/.test(error.message);
      if (!isRefused) throw error;
      return this.#connectWith(second ?? 'require');
    }
  }

  async #connectWith(mode: SslMode): Promise<Client> {
    const { driver, settings } = this.#parts;
    const { certificates, port, user, password, dbname } = settings;
    const config: ClientConfig = {
      host: this.#host,
      ...(port !== undefined && { port }),
      ...(user !== undefined && { user }),
      ...(password !== undefined && { password }),
      ...(dbname !== undefined && { database: dbname }),
      ssl: mode === 'disable' ? false : { ...certificates, ...verification(mode, certificates.ca !== undefined) },
      application_name: this.#parts.applicationName,
      connectionTimeoutMillis: settings.connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: settings.keepalivesIdleMs,
    };
    const client = new driver.Client(config);
    // Without a listener a connection that breaks early would end the process.
    client.on('error', () => undefined);
    await Promise.race([client.connect(), rejectAfter(settings.connectTimeoutMs + 1000)]);
    this.#sslMode = mode;
    return client;
  }

  get #host(): string {
    return this.#parts.settings.host ?? process.env['PGHOST'] ?? 'localhost';
  }

  #setup(): string {
    const { settings, readOnly } = this.#parts;
    const { role, searchPath, statementTimeoutMs } = settings;
    return [
      "set timezone to 'UTC'",
      "set datestyle to 'ISO, YMD'",
      "set intervalstyle to 'postgres'",
      'set extra_float_digits to 1',
      "set bytea_output to 'hex'",
      'set client_min_messages to error',
      `set statement_timeout to ${statementTimeoutMs}`,
      ...(role === undefined ? [] : [`set role ${quoteText(role)}`]),
      ...(searchPath === undefined ? [] : [`select set_config('search_path', ${quoteText(searchPath)}, false)`]),
      ...(readOnly ? ['set default_transaction_read_only to on'] : []),
    ].join('; ');
  }
}

/** As libpq has it: https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-SSLMODE-STATEMENTS */
function verification(mode: SslMode, hasAuthority: boolean) {
  if (mode === 'verify-full') return { rejectUnauthorized: true };
  const isVerified = mode === 'verify-ca' || (mode === 'require' && hasAuthority);
  return isVerified
    ? { rejectUnauthorized: true, checkServerIdentity: () => undefined }
    : { rejectUnauthorized: false };
}

/** The driver's own time-out does not cover everything, name servers for instance. */
async function rejectAfter(ms: number): Promise<never> {
  await sleep(ms, undefined, { ref: false });
  throw new Error('timeout expired');
}
