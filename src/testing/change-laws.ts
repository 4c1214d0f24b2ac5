// Laws of tables that change run by run, on any engine: what the statements do is what a few lines of TypeScript say, and
// the preview shows the same.

import * as assert from 'uvu/assert';
import type { Staged } from '../adapters/adapter.js';
import type { SqlValue } from '../dialects/relation.js';
import type { IncrementalConfig, SnapshotConfig } from '../manifest/manifest.js';
import { buildChange } from '../plan/materializations/build-change.js';
import { buildSnapshot } from '../plan/materializations/build-snapshot.js';
import type { SessionDriver } from './adapter-contract/session-driver.js';

export type Cells = readonly SqlValue[];

export const incrementalDefaults: IncrementalConfig = {
  strategy: 'append',
  uniqueKey: [],
  predicates: [],
  mergeUpdateColumns: [],
  mergeExcludeColumns: [],
  onSchemaChange: 'ignore',
  onSqlChange: 'warn',
};

export const snapshotDefaults: Omit<SnapshotConfig, 'strategy'> = {
  uniqueKey: ['id'],
  hardDeletes: 'ignore',
  columns: {
    validFrom: 'dbt_valid_from',
    validTo: 'dbt_valid_to',
    scdId: 'dbt_scd_id',
    updatedAt: 'dbt_updated_at',
    isDeleted: 'dbt_is_deleted',
  },
};

const owner = {
  id: 'model.shop.m',
  name: 'm',
  place: { file: { path: 'm.sql', text: '' }, start: { line: 1, column: 1 } },
};

/** Columns by name and portable type. */
export type Columns = readonly (readonly [string, string])[];

export class ChangingTable {
  constructor(
    readonly driver: SessionDriver,
    readonly columns: Columns,
  ) {}

  /** A SELECT of these rows, typed even when there are none. */
  select(rows: readonly Cells[]): string {
    const { dialect } = this.driver.session;
    const cell = (value: SqlValue, index: number): string => {
      const [name = '', type = 'text'] = this.columns[index] ?? [];
      return `cast(${dialect.renderLiteral(value)} as ${dialect.renderType(type)}) as ${dialect.quoteIdentifier(name)}`;
    };
    const all = rows.length > 0 ? rows : [this.columns.map(() => null)];
    const selects = all.map((row) => `select ${row.map(cell).join(', ')}`).join(' union all ');
    return rows.length > 0 ? selects : `select * from (${selects}) as sp_none where 1 = 0`;
  }

  async create(rows: readonly Cells[]): Promise<void> {
    await this.driver.table('m', this.select(rows));
  }

  /** Changes the table by these rows, after the preview and the change agreed. */
  async change(
    rows: readonly Cells[],
    config: IncrementalConfig,
    limits?: { start: string; end: string },
  ): Promise<void> {
    const { session } = this.driver;
    const batch = await this.driver.stageTable('m__sp_batch', this.select(rows));
    const relation = this.driver.relation('m');
    const change = buildChange({
      relation,
      existing: await session.columns(relation),
      batches: [{ ...batch, ...(limits && { limits }) }],
      config,
      dialect: session.dialect,
      owner,
    });
    if (change.kind !== 'change') throw new Error(`no change but ${JSON.stringify(change)}`);
    await this.#apply('m', batch, change);
  }

  async snapshot(rows: readonly Cells[], config: SnapshotConfig, now: number): Promise<void> {
    const { session } = this.driver;
    const batch = await this.driver.stageTable('s__sp_batch', this.select(rows));
    const relation = this.driver.relation('s');
    const isThere = (await this.driver.relations()).includes('table s');
    const snapshot = buildSnapshot({
      relation,
      ...(isThere && { existing: await session.columns(relation) }),
      batch,
      config,
      dialect: session.dialect,
      now,
      owner,
    });
    if (snapshot.kind === 'refused') throw new Error(JSON.stringify(snapshot.diagnostics));
    if (snapshot.kind === 'change') return this.#apply('s', batch, snapshot);
    await this.driver.publish(await this.driver.stageTable('s', snapshot.select, [], undefined, [batch]));
  }

  async #apply(
    name: string,
    batch: Staged,
    { apply, preview }: { readonly apply: readonly { readonly sql: string }[]; readonly preview: string },
  ): Promise<void> {
    const relation = this.driver.relation(name);
    const request = { sql: preview, reads: [relation, batch.relation], over: [batch] };
    const previewed = (await this.driver.session.query(request)).rows;
    const changed = await this.driver.stageChange(name, [batch], { apply: apply.map(({ sql }) => sql), preview });
    await this.driver.publish(changed);
    assert.equal(sorted(previewed), sorted(await this.driver.rows(`select * from ${name}`, [name])), 'preview');
  }

  async rows(): Promise<readonly string[]> {
    const names = this.columns.map(([name]) => name).join(', ');
    return sorted(await this.driver.rows(`select ${names} from m`, ['m']));
  }
}

export function sorted(rows: readonly Cells[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

/** What each strategy does to rows `[k, g, v]`, key `k` and partition `g`. */
export const strategies: Readonly<
  Record<
    string,
    {
      readonly config: IncrementalConfig;
      readonly next: (old: readonly Cells[], rows: readonly Cells[]) => readonly Cells[];
    }
  >
> = {
  append: { config: incrementalDefaults, next: (old, rows) => [...old, ...rows] },
  'delete+insert': {
    config: { ...incrementalDefaults, strategy: 'delete+insert', uniqueKey: ['k'] },
    next: (old, rows) => [...old.filter(([k]) => !hasKey(rows, k)), ...rows],
  },
  'delete+insert by an expression': {
    config: { ...incrementalDefaults, strategy: 'delete+insert', uniqueKey: ['k + 0'] },
    next: (old, rows) => [...old.filter(([k]) => !hasKey(rows, k)), ...rows],
  },
  merge: {
    config: { ...incrementalDefaults, strategy: 'merge', uniqueKey: ['k'] },
    next: (old, rows) => merge(old, rows, (row) => row),
  },
  'merge of some columns': {
    config: { ...incrementalDefaults, strategy: 'merge', uniqueKey: ['k'], mergeExcludeColumns: ['g'] },
    next: (old, rows) => merge(old, rows, ([k, , v], [, g]) => [k ?? null, g ?? null, v ?? null]),
  },
  'merge by an expression': {
    config: { ...incrementalDefaults, strategy: 'merge', uniqueKey: ['k + 0'] },
    next: (old, rows) => merge(old, rows, (row) => row),
  },
  'merge with a predicate': {
    config: {
      ...incrementalDefaults,
      strategy: 'merge',
      uniqueKey: ['k'],
      predicates: ['DBT_INTERNAL_SOURCE.v >= DBT_INTERNAL_DEST.v'],
    },
    next: (old, rows) => {
      const matches = (a: Cells, b: Cells): boolean => a[0] !== null && a[0] === b[0] && Number(b[2]) >= Number(a[2]);
      return [
        ...old.map((row) => rows.find((other) => matches(row, other)) ?? row),
        ...rows.filter((row) => !old.some((other) => matches(other, row))),
      ];
    },
  },
  insert_overwrite: {
    config: { ...incrementalDefaults, strategy: 'insert_overwrite', partitionBy: 'g' },
    next: (old, rows) => [...old.filter(([, g]) => !rows.some((row) => row[1] === g)), ...rows],
  },
  'insert_overwrite of everything': {
    config: { ...incrementalDefaults, strategy: 'insert_overwrite' },
    next: (_, rows) => rows,
  },
};

function hasKey(rows: readonly Cells[], key: SqlValue | undefined): boolean {
  return key !== null && rows.some(([k]) => k === key);
}

function merge(
  old: readonly Cells[],
  rows: readonly Cells[],
  update: (row: Cells, old: Cells) => Cells,
): readonly Cells[] {
  const changed = old.map((row) => {
    const other = row[0] === null ? undefined : rows.find(([k]) => k === row[0]);
    return other ? update(other, row) : row;
  });
  return [...changed, ...rows.filter(([k]) => !hasKey(old, k))];
}
