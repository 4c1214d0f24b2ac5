// What the server says about a statement → EngineFailure, with the place in UTF-16 units and advice.

import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import { scanSql } from '../../dialects/scan-sql.js';
import { SpError } from '../../errors/sp-error.js';
import { suggest } from '../../errors/suggest.js';
import { EngineFailure, type EngineError } from '../adapter.js';

/** How an error of a statement that was sent is told in terms of the statement that was meant. */
export interface StatementText {
  /** What the user is shown, and offsets count in. */
  readonly sql: string;
  /** From an offset in the text that was sent. */
  readonly toOffset?: (offset: number) => number;
  /** Names that a missing one could have been meant to be. */
  readonly candidates?: (kind: 'column' | 'relation') => Promise<readonly string[]>;
}

/** An error of the server itself. */
interface ServerError extends Error {
  readonly code: string;
  readonly position?: string;
  readonly hint?: string;
  readonly detail?: string;
}

/**
 * Failures become data, lost connections among them. Whatever else was thrown is a bug, or no concern of the server's,
 * and comes back as it is.
 */
export async function toEngineFailure(error: unknown, sent: string, text: StatementText): Promise<unknown> {
  if (error instanceof EngineFailure || !(error instanceof Error)) return error;
  if (error instanceof SpError) {
    const [first] = error.diagnostics;
    return new EngineFailure({ message: error.message, ...(first?.hint !== undefined && { hint: first.hint }) });
  }
  if (isLost(error)) return new EngineFailure(lostConnection(error));
  if (!isServerError(error)) return error;
  const found = findPlace(error, sent, text);
  const hint = await adviseOn(error, text);
  return new EngineFailure({
    message: messageOf(error),
    sql: text.sql,
    ...found,
    ...(hint !== undefined && { hint }),
  });
}

export function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string';
}

/** Codes of the class "operator intervention" that end the session, and what the driver says of a dead socket. */
function isLost(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  if (isServerError(error)) return /^57P0[1-5]$|^08/.test(code);
  return (
    /^Connection terminated|not queryable|^Client was closed|^write after end/.test(error.message) ||
    /^E[A-Z]+$/.test(code)
  );
}

function lostConnection(error: Error): EngineError {
  return {
    message: `the connection to the server was lost: ${error.message}`,
    hint: 'Nothing of this was published. When the server is back, run the command again.',
  };
}

function messageOf({ message, detail }: ServerError): string {
  return detail === undefined || detail === '' ? message : `${message}: ${detail.replace(/\.$/, '')}`;
}

/** `position` counts characters from 1; a character beyond 16 bits is two of our units. */
function findPlace(error: ServerError, sent: string, text: StatementText): Pick<EngineError, 'offset' | 'length'> {
  const position = Number(error.position);
  if (!(position >= 1)) return {};
  const sentOffset = Array.from(sent)
    .slice(0, position - 1)
    .join('').length;
  const offset = text.toOffset ? text.toOffset(sentOffset) : sentOffset;
  if (offset < 0 || offset > text.sql.length) return {};
  return { offset, length: tokenLength(text.sql, offset) };
}

/** Of a name the whole `a.b`, but the last part only when that alone can be wrong. */
function tokenLength(sql: string, offset: number): number {
  let end = offset;
  let wantsName = true;
  for (const token of scanSql(sql.slice(offset), postgresDialect.lexical)) {
    const at = offset + token.offset;
    const isName = token.kind === 'word' || token.kind === 'quoted';
    if (at !== end && end !== offset) break;
    if (end === offset && !isName) return token.text.length;
    if (wantsName ? !isName : token.text !== '.') break;
    end = at + token.text.length;
    wantsName = !wantsName;
  }
  return Math.max(1, end - offset);
}

async function adviseOn(error: ServerError, text: StatementText): Promise<string | undefined> {
  const { code, message, hint } = error;
  const perhaps = /Perhaps you meant to reference the column "(?:[^"]*\.)?([^".]+)"/.exec(hint ?? '')?.[1];
  if (perhaps !== undefined) return `did you mean "${perhaps}"?`;
  const kind = code === '42703' ? 'column' : code === '42P01' ? 'relation' : undefined;
  const name = /^(?:column|relation) "?(?:[^"]*\.)?([^".]+)"? does not exist/.exec(message)?.[1];
  if (kind !== undefined && name !== undefined) {
    const nearest = suggest(name, (await text.candidates?.(kind).catch(() => [])) ?? []);
    if (nearest !== undefined) return `did you mean "${nearest}"?`;
    if (kind === 'relation') {
      return 'Nothing of that name is in the database. If it is a model or a seed, build it first: sp build --select NAME';
    }
  }
  if (code === '57014' && /statement timeout/.test(message)) {
    return '`statement_timeout` of the target is in seconds; 0 means none.';
  }
  if (code === '42501') return 'Grant it, or connect as another user or with another `role`.';
  if (code === '0A000' && message.startsWith('cross-database')) {
    return 'A connection reads one database: leave `database` out, or name that of the target.';
  }
  return hint;
}
