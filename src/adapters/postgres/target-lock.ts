// One writer per target: an advisory lock of the database, held by the session's own connection. It goes with that
// connection, so a dead run holds nothing.

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SpError } from '../../errors/sp-error.js';
import type { OpenOptions } from '../adapter.js';
import { lockTimeout, lockWait, type LockHolder } from './errors.js';
import type { Link } from './link.js';

const pollMs = 150;

export class TargetLock {
  readonly #name: string;
  readonly #key: bigint;

  /** @param name e.g. `localhost:5432/school, schema analytics`; locks of a database are apart from those of others */
  constructor(name: string, schema: string) {
    this.#name = name;
    this.#key = createHash('sha256').update(`sp target ${schema}`).digest().readBigInt64BE();
  }

  async tryAcquire(link: Link): Promise<boolean> {
    const { rows } = await link.run(`select pg_try_advisory_lock(${this.#key})`);
    return rows[0]?.[0] === true;
  }

  /** @throws SpError when somebody else holds it for too long */
  async acquire(link: Link, { lockTimeoutMs, onNotice, place }: OpenOptions): Promise<void> {
    const startedAt = Date.now();
    let hasTold = false;
    while (!(await this.tryAcquire(link))) {
      const holder = await this.#findHolder(link);
      if (!hasTold && holder) onNotice(lockWait(this.#name, holder));
      hasTold ||= holder !== undefined;
      if (Date.now() - startedAt >= lockTimeoutMs) {
        throw new SpError([lockTimeout(this.#name, holder, lockTimeoutMs, place)]);
      }
      await sleep(Math.min(pollMs, lockTimeoutMs));
    }
  }

  async #findHolder(link: Link): Promise<LockHolder | undefined> {
    const halves = [BigInt.asUintN(32, this.#key >> 32n), BigInt.asUintN(32, this.#key)];
    const { rows } = await link.run(
      `select a.pid, a.application_name, a.usename, extract(epoch from now() - a.backend_start)::float8
       from pg_locks l join pg_stat_activity a on a.pid = l.pid
       where l.locktype = 'advisory' and l.granted and l.objsubid = 1
         and l.database = (select oid from pg_database where datname = current_database())
         and l.classid::text = '${halves[0]}' and l.objid::text = '${halves[1]}'`,
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    const [pid, application, user, age] = row;
    return {
      pid: Number(pid),
      application: String(application ?? ''),
      user: String(user ?? 'unknown'),
      ageSeconds: Number(age ?? 0),
    };
  }
}
