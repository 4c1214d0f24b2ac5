import { postgresAdapter } from '../../adapters/postgres/postgres.js';
import type { OpenOptions, Session } from '../../adapters/adapter.js';
import { SessionDriver, testOpenOptions } from '../adapter-contract/session-driver.js';
import { createTempProject } from '../temp-project.js';
import { openTestServer, type TestDatabase } from './postgres-server.js';

export interface PostgresTarget {
  readonly driver: SessionDriver;
  readonly database: TestDatabase;
  /** One more session on the same database; it is closed with the others. */
  readonly open: (changes?: Partial<OpenOptions>, options?: Readonly<Record<string, unknown>>) => Promise<Session>;
}

const server = openTestServer();

/** Runs `body` with a session on an empty database of its own, and cleans up after it. */
export async function withPostgres(
  body: (target: PostgresTarget) => Promise<void>,
  options: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const database = await (await server()).createDatabase();
  const project = createTempProject({});
  const sessions: Session[] = [];
  const open: PostgresTarget['open'] = async (changes = {}, more = {}) => {
    const target = { url: database.url, ...options, ...more };
    const session = await postgresAdapter.open(target, testOpenOptions(project, changes));
    sessions.push(session);
    return session;
  };
  try {
    await body({ driver: new SessionDriver(await open(), project), database, open });
  } finally {
    for (const session of sessions) await session.close().catch(() => undefined);
    project.cleanup();
    await database.drop();
  }
}
