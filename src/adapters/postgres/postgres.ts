// PostgreSQL as an Adapter: a server with schemas, one transaction a publication, an advisory lock a target.

import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import { SpError } from '../../errors/sp-error.js';
import type { Adapter, ConnectionReport, OpenOptions, Session } from '../adapter.js';
import { Connector } from './connect.js';
import { Connections } from './connections.js';
import { Coordinator } from './coordinator.js';
import { loadDriver } from './driver.js';
import { missingPrivilege, unsupportedVersion } from './errors.js';
import type { Link } from './link.js';
import { describeServer, readOptions } from './options.js';
import { PostgresSession } from './session.js';
import { StagingMark } from './staging-mark.js';
import { TargetLock } from './target-lock.js';

type Options = Readonly<Record<string, unknown>>;

const leastVersion = 12;

export const postgresAdapter: Adapter = {
  dialect: postgresDialect,
  describe: (options) => `postgres: ${describeServer(options)}`,
  open,
  debug,
};

async function open(options: Options, open: OpenOptions): Promise<Session> {
  const { place, readOnly, runId, command, threads } = open;
  const settings = readOptions(options, open);
  const driver = await loadDriver(place);
  const server = describeServer(options);
  const applicationName = `${command.startsWith('sp ') ? command : `sp ${command}`}, pid ${process.pid}, run ${runId.slice(0, 8)}`;
  const connector = new Connector({ driver, settings, server, applicationName, readOnly, place });
  const schema =
    postgresDialect.resolveRelation({
      ...(open.schema !== undefined && { schema: open.schema }),
      alias: 'state',
    }).schema ?? 'public';
  const description = `${server}, schema ${schema}`;
  const mark = new StagingMark(description.slice(server.lastIndexOf('/') + 1));
  const link = await connector.open();
  try {
    await checkVersion(link, server, open);
    const connections = new Connections(connector, threads);
    const parts = { driver, connections, mark, description, schema, options: open };
    if (readOnly) {
      await link.close();
      return new PostgresSession({ ...parts, coordinator: undefined });
    }
    await checkPrivileges(link, schema, open);
    const lock = new TargetLock(description, schema);
    await lock.acquire(link, open);
    await mark.dropLeftovers(link);
    return new PostgresSession({ ...parts, coordinator: new Coordinator(connector, link, lock) });
  } catch (error) {
    await link.close();
    throw error;
  }
}

async function checkVersion(link: Link, server: string, { place }: OpenOptions): Promise<void> {
  const { rows } = await link.run(
    "select current_setting('server_version_num')::int, current_setting('server_version')",
  );
  const [number, name] = rows[0] ?? [];
  if (Number(number) >= leastVersion * 10_000) return;
  const version = String(name).split(' ')[0] ?? '';
  throw new SpError([unsupportedVersion(server, version, leastVersion, place)]);
}

/** What a run would otherwise find out at its first node. */
async function checkPrivileges(link: Link, schema: string, { place }: OpenOptions): Promise<void> {
  const literal = postgresDialect.renderLiteral(schema);
  const { rows } = await link.run(
    `select current_user, current_database(), n.oid is not null,
       case when n.oid is null then has_database_privilege(current_database(), 'CREATE')
       else has_schema_privilege(n.oid, 'CREATE') and has_schema_privilege(n.oid, 'USAGE') end
     from (select 1) one left join pg_namespace n on n.nspname = ${literal}`,
  );
  const [user, database, exists, isAllowed] = rows[0] ?? [];
  if (isAllowed === true) return;
  const name = (value: unknown): string => postgresDialect.quoteIdentifier(String(value));
  throw new SpError([
    exists === true
      ? missingPrivilege(
          `${String(user)} may not create anything in schema ${schema} of ${String(database)}`,
          `grant usage, create on schema ${name(schema)} to ${name(user)}`,
          place,
        )
      : missingPrivilege(
          `schema ${schema} does not exist, and ${String(user)} may not create schemas in ${String(database)}`,
          `create schema ${name(schema)} authorization ${name(user)}`,
          place,
        ),
  ]);
}

async function debug(options: Options, open: OpenOptions): Promise<ConnectionReport> {
  const description = postgresAdapter.describe(options);
  try {
    const session = await postgresAdapter.open(options, { ...open, readOnly: true });
    try {
      const { rows } = await session.query({
        sql: "select current_setting('server_version'), current_user, current_setting('max_connections')::int",
        reads: [],
      });
      const [version, user, maxConnections] = rows[0] ?? [];
      const relations = await session.relations();
      const isEnough = Number(maxConnections) > open.threads + 1;
      return {
        description,
        checks: [
          { name: 'driver', ok: true, detail: 'pg, pg-copy-streams' },
          { name: 'engine', ok: true, detail: `PostgreSQL ${String(version)}` },
          {
            name: 'database',
            ok: true,
            detail: `${describeServer(options)} as ${String(user)}: ${relations.length} relations`,
          },
          await checkSchema(session, open),
          {
            name: 'threads',
            ok: isEnough,
            detail: `${open.threads + 1} of ${String(maxConnections)} connections`,
            ...(!isEnough && { fix: 'Set fewer threads, or raise max_connections of the server.' }),
          },
        ],
      };
    } finally {
      await session.close();
    }
  } catch (error) {
    if (!(error instanceof SpError)) throw error;
    const [first] = error.diagnostics;
    const fix = first?.hint;
    const name = fix?.startsWith('npm install') ? 'driver' : 'connection';
    return { description, checks: [{ name, ok: false, detail: error.message, ...(fix !== undefined && { fix }) }] };
  }
}

async function checkSchema(session: Session, open: OpenOptions): Promise<ConnectionReport['checks'][number]> {
  const schema = postgresDialect.resolveRelation({ schema: open.schema ?? '', alias: '' }).schema ?? 'public';
  const { rows } = await session.query({
    sql: `select current_user, n.oid is not null, case when n.oid is null then has_database_privilege(current_database(), 'CREATE')
       else has_schema_privilege(n.oid, 'CREATE') and has_schema_privilege(n.oid, 'USAGE') end
     from (select 1) one left join pg_namespace n on n.nspname = ${postgresDialect.renderLiteral(schema)}`,
    reads: [],
  });
  const [user, exists, isAllowed] = rows[0] ?? [];
  const [name, role] = [schema, String(user)].map((each) => postgresDialect.quoteIdentifier(each));
  const fix =
    exists === true
      ? `grant usage, create on schema ${name} to ${role}`
      : `create schema ${name} authorization ${role}`;
  const ok = isAllowed === true;
  const detail =
    exists === true
      ? `${schema} ${ok ? 'is writable' : 'is not writable'}`
      : `${schema} ${ok ? 'will be created' : 'does not exist and may not be created'}`;
  return {
    name: 'schema',
    ok,
    detail,
    ...(!ok && { fix: `An administrator can change that: ${fix}` }),
  };
}
