// The driver, loaded on first use: it is optional to install.

import type { Client, Query, QueryConfig } from 'pg';
import type { from } from 'pg-copy-streams';
import type { Place } from '../../errors/diagnostic.js';
import { SpError } from '../../errors/sp-error.js';
import { driverMissing } from './errors.js';

export interface Driver {
  readonly Client: typeof Client;
  readonly Query: typeof Query;
  readonly copyFrom: typeof from;
}

/** What `Query` takes beyond its declared type. */
export interface ExtendedQueryConfig extends QueryConfig {
  readonly rowMode: 'array';
  readonly queryMode: 'extended';
  /** Rows that the server sends before it waits. */
  readonly rows?: number;
}

/** @throws SpError when `pg` or `pg-copy-streams` is not installed. */
export async function loadDriver(place: Place): Promise<Driver> {
  try {
    const [pg, copy] = await Promise.all([import('pg'), import('pg-copy-streams')]);
    return { Client: pg.Client, Query: pg.Query, copyFrom: copy.from };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (isMissing) throw new SpError([driverMissing(place)]);
    throw error;
  }
}
