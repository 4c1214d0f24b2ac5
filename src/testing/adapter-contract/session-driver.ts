// Short ways of saying what the tests of an engine say again and again.

import { join } from 'node:path';
import { EngineFailure } from '../../adapters/adapter.js';
import type { EngineError, OpenOptions, Rows, Session, Staged, StageSeed } from '../../adapters/adapter.js';
import type { SeedConfig } from '../../adapters/seed-config.js';
import type { Relation, SqlValue } from '../../dialects/relation.js';
import type { TempProject } from '../temp-project.js';

/** Sentence about an engine → its proof. */
export type ContractTests = Readonly<Record<string, (driver: SessionDriver) => Promise<void>>>;

export const defaultSeed: SeedConfig = {
  delimiter: ',',
  quote: '"',
  columnTypes: {},
  nullValues: [],
  quotedEmpty: 'null',
  onBadRow: 'fail',
  rowId: false,
  unicode: 'keep',
  trim: 'none',
  quoteColumns: false,
};

export function testOpenOptions(project: TempProject, changes: Partial<OpenOptions> = {}): OpenOptions {
  return {
    projectRoot: project.root,
    targetPath: join(project.root, 'target'),
    threads: 2,
    readOnly: false,
    lockTimeoutMs: 5000,
    runId: 'test',
    command: 'sp build',
    onNotice: () => {},
    place: { file: { path: 'project.yml', text: 'targets:' }, start: { line: 1, column: 1 } },
    ...changes,
  };
}

/** SQL that tests need and engines write differently. */
export interface EngineSql {
  /** A SELECT of `i` from 1 to `count` and `k`, its rest by 3. */
  numbers(count: number): string;
  /** A SELECT of one row that takes a minute at least. */
  readonly slowSelect: string;
}

const standardSql: EngineSql = {
  numbers,
  slowSelect: 'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as c from n',
};

export class SessionDriver {
  constructor(
    readonly session: Session,
    readonly project: TempProject,
    readonly sql: EngineSql = standardSql,
    readonly schema?: string,
  ) {}

  relation(name: string): Relation {
    const { schema } = this;
    return this.session.dialect.resolveRelation({ ...(schema !== undefined && { schema }), alias: name });
  }

  stageTable(
    name: string,
    select: string,
    reads: readonly string[] = [],
    signal?: AbortSignal,
    inputs: readonly Staged[] = [],
    over: readonly Staged[] = [],
  ): Promise<Staged> {
    const { dialect } = this.session;
    const relation = this.relation(name);
    const sql = this.#qualify(select, reads);
    const statements = [{ sql: dialect.createTableAs(dialect.stagingRelation(relation, 'test'), sql) }];
    const task = { kind: 'table', relation, reads: this.#relations(reads), statements, inputs, over } as const;
    return this.session.stage(task, signal);
  }

  stageView(name: string, select: string, reads: readonly string[] = []): Promise<Staged> {
    const relation = this.relation(name);
    const sql = this.#qualify(select, reads);
    const statements = [{ sql: this.session.dialect.createViewAs(relation, sql) }];
    return this.session.stage({ kind: 'view', relation, reads: this.#relations(reads), statements, select: sql });
  }

  stageSeed(
    name: string,
    files: Readonly<Record<string, string | Uint8Array>>,
    changes: Partial<SeedConfig> = {},
    rest: Partial<StageSeed> = {},
  ): Promise<Staged> {
    const seed = { ...defaultSeed, ...changes };
    const refs = Object.entries(files).map(([path, content]) => {
      this.project.write(`seeds/${path}`, content);
      const absolutePath = join(this.project.root, 'seeds', path);
      return { path: `seeds/${path}`, pathInFolder: path, absolutePath, sizeBytes: content.length };
    });
    const rejected = seed.onBadRow === 'quarantine' ? { rejected: this.relation(`${name}__rejected`) } : {};
    return this.session.stage({
      kind: 'seed',
      relation: this.relation(name),
      reads: [],
      files: refs,
      seed,
      ...rejected,
      ...rest,
    });
  }

  stagePartitions(
    name: string,
    partitionBy: string,
    partitions: readonly (readonly [SqlValue, string])[],
    reads: readonly string[] = [],
  ): Promise<Staged> {
    return this.session.stage({
      kind: 'partitions',
      relation: this.relation(name),
      reads: this.#relations(reads),
      partitionBy,
      partitions: partitions.map(([key, select]) => ({ key, select: this.#qualify(select, reads) })),
    });
  }

  stageChange(
    name: string,
    inputs: readonly Staged[],
    { apply, preview }: { readonly apply: readonly string[]; readonly preview: string },
  ): Promise<Staged> {
    const relation = this.relation(name);
    return this.session.stage({
      kind: 'change',
      relation,
      reads: [relation],
      inputs,
      apply: apply.map((sql) => ({ sql })),
      preview,
    });
  }

  async publish(staged: Staged, statements: readonly string[] = []): Promise<void> {
    await this.session.publish({
      relation: staged.relation,
      staged: [staged],
      mode: { kind: 'replace' },
      statements: statements.map((sql) => ({ sql })),
    });
  }

  async publishPartitions(
    name: string,
    partitionBy: string,
    staged: readonly Staged[],
    removeKeys: readonly SqlValue[] = [],
  ): Promise<void> {
    const mode = { kind: 'partitions', partitionBy, removeKeys } as const;
    await this.session.publish({ relation: this.relation(name), staged, mode, statements: [] });
  }

  async table(name: string, select: string, reads: readonly string[] = []): Promise<void> {
    await this.publish(await this.stageTable(name, select, reads));
  }

  async view(name: string, select: string, reads: readonly string[] = []): Promise<void> {
    await this.publish(await this.stageView(name, select, reads));
  }

  query(
    sql: string,
    reads: readonly string[] = [],
    over: readonly Staged[] = [],
    removedKeys: readonly SqlValue[] = [],
  ): Promise<Rows> {
    return this.session.query({ sql: this.#qualify(sql, reads), reads: this.#relations(reads), over, removedKeys });
  }

  async rows(sql: string, reads: readonly string[] = [], over: readonly Staged[] = []): Promise<Rows['rows']> {
    return (await this.query(sql, reads, over)).rows;
  }

  /** Names and types of what is published, sorted. */
  async relations(): Promise<readonly string[]> {
    const found = await this.session.relations();
    return found.map(({ relation, type }) => `${type} ${relation.identifier}`).sort();
  }

  /** `from a` as `ref` writes it: with its schema, quoted. */
  #qualify(sql: string, reads: readonly string[]): string {
    return reads.reduce((text, name) => {
      const rendered = this.session.dialect.renderRelation(this.relation(name));
      return text.replace(new RegExp(`\\b(from|join) ${name}\\b`, 'g'), (_all, word: string) => `${word} ${rendered}`);
    }, sql);
  }

  #relations(names: readonly string[]): readonly Relation[] {
    return names.map((name) => this.relation(name));
  }
}

/** What the engine refused, as data. */
export async function engineError(promise: Promise<unknown>): Promise<EngineError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof EngineFailure) return error.error;
    throw error;
  }
  throw new Error('the engine refused nothing');
}

/** The part of the statement that the error points at. */
export function pointedAt({ sql, offset, length }: EngineError): string | undefined {
  return offset === undefined ? undefined : sql?.slice(offset, offset + (length ?? 1));
}

/** A SELECT of `i` from 1 to `count` and `k`, its rest by 3. */
export function numbers(count: number): string {
  return `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count}) select i, i % 3 as k from n`;
}
