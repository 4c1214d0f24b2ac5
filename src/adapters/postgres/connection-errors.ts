// Why a connection cannot be opened, in words, with what to do about it.

import type { Diagnostic, Place } from '../../errors/diagnostic.js';
import { cannotConnect, missingPrivilege } from './errors.js';
import type { ConnectionSettings } from './options.js';

export interface ConnectionContext {
  readonly server: string;
  readonly settings: ConnectionSettings;
  readonly place: Place;
}

/** Undefined for what is no failure of a connection. */
export function connectionDiagnostic(
  error: unknown,
  { server, settings, place }: ConnectionContext,
): Diagnostic | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const user = settings.user ?? process.env['PGUSER'] ?? 'the current user';
  const refuse = (reason: string, hint: string): Diagnostic => cannotConnect(server, reason, hint, place);
  switch (code) {
    case 'ECONNREFUSED':
      return refuse('nothing listens there', 'Start the server, or correct host and port.');
    case 'ENOENT':
      return refuse('there is no such socket', 'Start the server, or correct the folder in `host`.');
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return refuse('the name of the host is not known', 'Correct the host, or look at the network.');
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'ECONNRESET':
    case 'EPIPE':
      return refuse(error.message, 'Look at the network and the firewall between here and there.');
    case '28P01':
      return refuse(
        `the password for user "${user}" is wrong`,
        'Correct it in the url, in `password`, or in PGPASSWORD.',
      );
    case '28000':
      return refuse(error.message, 'Correct the user, or let the server accept it in pg_hba.conf.');
    case '3D000': {
      const name = settings.dbname ?? process.env['PGDATABASE'] ?? user;
      return refuse(`database "${name}" does not exist`, `Create it: createdb ${name}`);
    }
    case '42501':
      return missingPrivilege(error.message, `grant ${settings.role ?? 'the role'} to ${user}`, place);
    case '22023':
    case '42704':
      return refuse(error.message, 'Correct `role` or `search_path` of the target.');
    case '53300':
      return refuse(error.message, 'Use fewer --threads, or raise max_connections of the server.');
    case '57P03':
      return refuse(error.message, 'The server is starting or stopping: try again in a moment.');
    default:
      return describeUncoded(error, refuse, code);
  }
}

function describeUncoded(
  error: Error,
  refuse: (reason: string, hint: string) => Diagnostic,
  code: string,
): Diagnostic | undefined {
  const { message } = error;
  if (/timeout expired/.test(message)) {
    return refuse('it does not answer', 'Look at host, port and firewall; `connect_timeout` is in seconds.');
  }
  if (/password must be a string|no password/i.test(message)) {
    return refuse('it asks for a password', 'Write it into `password` by {{env_var}}, or set PGPASSWORD.');
  }
  if (/SSL|TLS|certificate|self.signed/i.test(message + code)) {
    return refuse(message, 'Set `sslmode`: disable, require, verify-ca (with sslrootcert) or verify-full.');
  }
  const isConnection = /^Connection terminated|not queryable|socket|connect/i.test(message) || /^08|^57P/.test(code);
  return isConnection ? refuse(message, 'Look at the log of the server.') : undefined;
}
