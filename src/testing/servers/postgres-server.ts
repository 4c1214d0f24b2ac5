// A PostgreSQL for tests: the one that SP_POSTGRES_URL names, else a throw-away cluster where the programs are installed
// and may be run. Its databases are the tests' own.

import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const programsRoot = '/usr/lib/postgresql';

export interface PostgresServer {
  /** Of a superuser, on the database `postgres` of a cluster of its own or on that of SP_POSTGRES_URL. */
  readonly url: string;
  stop(): void;
}

export interface ThrowAwayServer extends PostgresServer {
  /** As when somebody pulls the plug. */
  kill(): void;
  /** With what was there, on the same port. */
  restart(): Promise<void>;
}

/** Why there can be none here; undefined when there can. */
export function missingPostgres(): string | undefined {
  return process.env['SP_POSTGRES_URL'] ? undefined : missingPrograms();
}

/** Why there can be no cluster of our own here. */
export function missingPrograms(): string | undefined {
  if (findPrograms() === undefined) return 'no PostgreSQL: set SP_POSTGRES_URL';
  return process.getuid?.() === 0 && !hasUser('postgres') ? 'no user postgres to run the server' : undefined;
}

/** The server of SP_POSTGRES_URL, else one of our own. @throws when there is neither */
export async function findPostgres(): Promise<PostgresServer> {
  const url = process.env['SP_POSTGRES_URL'];
  return url ? { url, stop: () => undefined } : startPostgres();
}

/** A throw-away cluster on a free port. */
export async function startPostgres(): Promise<ThrowAwayServer> {
  const programs = findPrograms();
  if (programs === undefined) throw new Error('PostgreSQL is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'sp-postgres-'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(folder, userId('postgres'), userId('postgres', '-g'));
  const port = await findFreePort();
  const command = async (program: string, ...args: readonly string[]): Promise<void> => {
    const path = join(programs, program);
    await (isRoot ? run('runuser', ['-u', 'postgres', '--', path, ...args]) : run(path, args));
  };
  const data = join(folder, 'data');
  await command('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8');
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`;
  const start = (): Promise<void> =>
    command('pg_ctl', '-D', data, '-o', settings, '-w', '-l', join(folder, 'log'), 'start');
  await start();
  const stop = (mode: 'fast' | 'immediate'): void => {
    const path = join(programs, 'pg_ctl');
    const args = ['-D', data, '-m', mode, 'stop'];
    try {
      if (isRoot) execFileSync('runuser', ['-u', 'postgres', '--', path, ...args], { stdio: 'ignore' });
      else execFileSync(path, args, { stdio: 'ignore' });
    } catch {
      // It was stopped before.
    }
  };
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    kill: () => stop('immediate'),
    restart: start,
    stop: () => {
      stop('fast');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface TestDatabase {
  readonly url: string;
  readonly name: string;
  /** Runs statements as the superuser, outside of any session of sp. */
  query(sql: string): Promise<readonly (readonly unknown[])[]>;
  drop(): Promise<void>;
}

/** The server of this test file, found when first asked for and stopped when the process ends. */
export function openTestServer(): () => Promise<{ createDatabase(): Promise<TestDatabase> }> {
  let found: Promise<PostgresServer> | undefined;
  return async () => {
    found ??= findPostgres().then((server) => {
      process.once('exit', () => server.stop());
      return server;
    });
    const server = await found;
    return { createDatabase: () => createDatabase(server) };
  };
}

/** An empty database of its own. */
async function createDatabase(server: PostgresServer): Promise<TestDatabase> {
  const name = `sp_test_${randomUUID().slice(0, 8)}`;
  await queryOnce(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    name,
    query: (sql) => queryOnce(url.href, sql),
    drop: async () => {
      await queryOnce(server.url, `drop database if exists ${name} with (force)`);
    },
  };
}

async function queryOnce(connectionString: string, text: string): Promise<readonly (readonly unknown[])[]> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const result: { rows: unknown[][] } | { rows: unknown[][] }[] = await client.query({ text, rowMode: 'array' });
    return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
  } finally {
    await client.end();
  }
}

function findPrograms(): string | undefined {
  if (!existsSync(programsRoot)) return undefined;
  const versions = readdirSync(programsRoot).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(programsRoot, version, 'bin')).find((path) => existsSync(join(path, 'initdb')));
}

function hasUser(name: string): boolean {
  try {
    userId(name);
    return true;
  } catch {
    return false;
  }
}

function userId(name: string, what: '-u' | '-g' = '-u'): number {
  return Number(execFileSync('id', [what, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
