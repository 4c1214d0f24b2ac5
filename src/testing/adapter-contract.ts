// What every engine must do, whatever it is made of. An engine passes it from its own test file:
// `testAdapterContract('sqlite', () => createTarget())`. SQL here is what all engines understand.

import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EngineFailure } from '../adapters/adapter.js';
import type { Adapter, EngineError, OpenOptions, Rows, Session, Staged, StageSeed } from '../adapters/adapter.js';
import type { SeedConfig } from '../adapters/seed-config.js';
import type { Relation, SqlValue } from '../dialects/relation.js';
import type { TempProject } from './temp-project.js';

/** An engine to test on an empty database of its own. */
export interface TestTarget {
  readonly adapter: Adapter;
  readonly options: Readonly<Record<string, unknown>>;
  readonly project: TempProject;
  cleanup(): Promise<void> | void;
}

export interface OpenTarget extends TestTarget {
  readonly session: Session;
}

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

/** Short ways of saying what the tests of an engine say again and again. */
export class SessionDriver {
  constructor(
    readonly session: Session,
    readonly project: TempProject,
  ) {}

  relation(name: string): Relation {
    return this.session.dialect.resolveRelation({ alias: name });
  }

  stageTable(name: string, select: string, reads: readonly string[] = [], signal?: AbortSignal): Promise<Staged> {
    const { dialect } = this.session;
    const relation = this.relation(name);
    const statements = [{ sql: dialect.createTableAs(dialect.stagingRelation(relation, 'test'), select) }];
    return this.session.stage({ kind: 'table', relation, reads: this.#relations(reads), statements }, signal);
  }

  stageView(name: string, select: string, reads: readonly string[] = []): Promise<Staged> {
    const relation = this.relation(name);
    const statements = [{ sql: this.session.dialect.createViewAs(relation, select) }];
    return this.session.stage({ kind: 'view', relation, reads: this.#relations(reads), statements, select });
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
      partitions: partitions.map(([key, select]) => ({ key, select })),
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
    return this.session.query({ sql, reads: this.#relations(reads), over, removedKeys });
  }

  async rows(sql: string, reads: readonly string[] = [], over: readonly Staged[] = []): Promise<Rows['rows']> {
    return (await this.query(sql, reads, over)).rows;
  }

  /** Names and types of what is published, sorted. */
  async relations(): Promise<readonly string[]> {
    const found = await this.session.relations();
    return found.map(({ relation, type }) => `${type} ${relation.identifier}`).sort();
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

const numbers = (count: number): string =>
  `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count}) select i, i % 3 as k from n`;

export function testAdapterContract(engine: string, createTarget: () => Promise<TestTarget> | TestTarget): void {
  const contract = suite(`adapter contract: ${engine}`);

  const withSession = (name: string, body: (driver: SessionDriver, target: OpenTarget) => Promise<void>): void => {
    contract(name, async () => {
      const target = await createTarget();
      const session = await target.adapter.open(target.options, testOpenOptions(target.project));
      try {
        await body(new SessionDriver(session, target.project), { ...target, session });
      } finally {
        await session.close();
        await target.cleanup();
      }
    });
  };

  withSession('a staged table is invisible until it is published', async (driver) => {
    const staged = await driver.stageTable('t', numbers(10));
    assert.is(staged.rows, 10);
    assert.equal(
      staged.columns.map(({ name }) => name),
      ['i', 'k'],
    );
    assert.equal(await driver.relations(), []);
    await engineError(driver.query('select * from t', ['t']));
    assert.equal(await driver.rows('select count(*) from t', ['t'], [staged]), [[10]]);
    await driver.publish(staged);
    assert.equal(await driver.relations(), ['table t']);
    assert.equal(await driver.rows('select count(*) from t', ['t']), [[10]]);
  });

  withSession(
    'a staged version stands in front of the published one, and discarding it leaves that',
    async (driver) => {
      await driver.table('t', 'select 1 as v');
      const staged = await driver.stageTable('t', 'select 2 as v');
      assert.equal(await driver.rows('select v from t', ['t']), [[1]]);
      assert.equal(await driver.rows('select v from t', ['t'], [staged]), [[2]]);
      await driver.session.discard(staged);
      assert.equal(await driver.rows('select v from t', ['t']), [[1]]);
    },
  );

  withSession('tables read tables and views, also through several views', async (driver) => {
    await driver.table('a', numbers(9));
    await driver.view('b', 'select k, count(*) as n from a group by k', ['a']);
    await driver.view('c', 'select b.k, b.n * 2 as n2 from b', ['b']);
    await driver.table('d', 'select sum(n2) as total from c', ['c']);
    assert.equal(await driver.rows('select total from d', ['d']), [[18]]);
    await driver.table('a', numbers(12));
    assert.equal(await driver.rows('select sum(n2) from c', ['c']), [[24]]);
  });

  withSession('a view is checked before it is published', async (driver) => {
    await driver.table('a', 'select 1 as x');
    const error = await engineError(driver.stageView('v', 'select nope from a', ['a']));
    assert.match(error.message, 'nope');
    assert.equal(await driver.relations(), ['table a']);
    const view = await driver.stageView('v', 'select x, x + 1 as y from a', ['a']);
    assert.equal(
      view.columns.map(({ name }) => name),
      ['x', 'y'],
    );
    assert.equal(await driver.rows('select y from v', ['v'], [view]), [[2]]);
  });

  withSession('a relation can change from table to view and back', async (driver) => {
    await driver.table('a', 'select 1 as x');
    await driver.table('r', 'select x from a', ['a']);
    await driver.view('r', 'select x + 1 as x from a', ['a']);
    assert.equal(await driver.relations(), ['table a', 'view r']);
    assert.equal(await driver.rows('select x from r', ['r']), [[2]]);
    await driver.table('r', 'select 7 as x');
    assert.equal(await driver.relations(), ['table a', 'table r']);
  });

  withSession('a new version of a table may read the old one', async (driver) => {
    await driver.table('t', 'select 1 as v');
    await driver.table('t', 'select v + 1 as v from t', ['t']);
    assert.equal(await driver.rows('select v from t', ['t']), [[2]]);
  });

  withSession('names with capitals, spaces and letters beyond ASCII work', async (driver) => {
    const quote = (name: string): string => driver.session.dialect.renderRelation(driver.relation(name));
    await driver.table('Noten übersicht', 'select 1 as x');
    await driver.table('b', `select x from ${quote('Noten übersicht')}`, ['Noten übersicht']);
    assert.equal(await driver.rows(`select * from ${quote('b')}`, ['b']), [[1]]);
  });

  withSession('an error names what is wrong, where, and what was meant', async (driver) => {
    await driver.table('orders', 'select 1 as id, 2 as amount');
    const error = await engineError(driver.query('select id,\n  amont from orders', ['orders']));
    assert.match(error.message, 'amont');
    assert.is(pointedAt(error), 'amont');
    assert.match(error.hint ?? '', 'did you mean "amount"?');
    const syntax = await engineError(driver.stageTable('t', 'select id form orders where', ['orders']));
    assert.ok(syntax.offset !== undefined);
  });

  withSession('two output columns of one name are refused', async (driver) => {
    assert.match((await engineError(driver.stageTable('t', 'select 1 as a, 2 as A'))).message, '"A"');
    assert.match((await engineError(driver.stageView('v', 'select 1 as a, 2 as a'))).message, '"a"');
  });

  withSession('rows come back without loss', async (driver) => {
    const { columns, rows } = await driver.query(
      `select 9007199254740993 as big, 5 as small, 1.5 as x, 'ü''"' as t, null as n union all select 1, 2, 3.25, '', 'y' order by 2 desc`,
    );
    assert.equal(columns, ['big', 'small', 'x', 't', 'n']);
    assert.equal(rows, [
      [9007199254740993n, 5, 1.5, `ü'"`, null],
      [1, 2, 3.25, '', 'y'],
    ]);
  });

  withSession('a query returns no more rows than asked for', async (driver) => {
    const { rows } = await driver.session.query({ sql: numbers(1000), reads: [], limit: 3 });
    assert.is(rows.length, 3);
  });

  withSession(
    'partitions are evaluated on their own: one that fails leaves nothing and stops no other',
    async (driver) => {
      await driver.table('a', numbers(30));
      const select = (key: number): string => `select k, i from a where k = ${key}`;
      const staged = await driver.stagePartitions(
        'p',
        'k',
        [
          [0, select(0)],
          [1, `${select(1)} union all select 1, nope from a`],
          [2, select(2)],
          [7, select(0)],
        ],
        ['a'],
      );
      assert.equal(
        staged.partitions.map(({ key, status }) => [key, status]),
        [
          [0, 'success'],
          [1, 'error'],
          [2, 'success'],
          [7, 'error'],
        ],
      );
      const [, , , stray] = staged.partitions;
      assert.match(stray?.status === 'error' ? stray.error.message : '', /row 1.*k = 0/);
      await driver.publishPartitions('p', 'k', [staged]);
      assert.equal(await driver.rows('select k, count(*) from p group by k order by k', ['p']), [
        [0, 10],
        [2, 10],
      ]);
    },
  );

  withSession(
    'publishing partitions replaces theirs, removes others, keeps the rest; NULL is a key',
    async (driver) => {
      const first = await driver.stagePartitions('p', 'k', [
        ['a', `select 'a' as k, 1 as v`],
        ['b', `select 'b' as k, 2 as v`],
        [null, `select cast(null as text) as k, 3 as v`],
      ]);
      await driver.publishPartitions('p', 'k', [first]);
      const second = await driver.stagePartitions('p', 'k', [[null, `select cast(null as text) as k, 30 as v`]]);
      const third = await driver.stagePartitions('p', 'k', [['c', `select 'c' as k, 4 as v`]]);
      const sql = 'select k, v from p order by v';
      const expected = [
        ['b', 2],
        ['c', 4],
        [null, 30],
      ];
      assert.equal((await driver.query(sql, ['p'], [second, third], ['a'])).rows, expected);
      assert.equal((await driver.rows(sql, ['p'])).length, 3);
      await driver.publishPartitions('p', 'k', [second, third], ['a']);
      assert.equal(await driver.rows(sql, ['p']), expected);
    },
  );

  withSession('a partition column that the model does not have is named', async (driver) => {
    const staged = await driver.stagePartitions('p', 'grade', [[1, 'select 1 as grades']]);
    const [outcome] = staged.partitions;
    assert.match(outcome?.status === 'error' ? (outcome.error.hint ?? '') : '', 'did you mean "grades"?');
  });

  withSession('changed columns need all partitions anew', async (driver) => {
    const stage = (key: number, rest: string) =>
      driver.stagePartitions('p', 'k', [[key, `select ${key} as k, ${rest}`]]);
    await driver.publishPartitions('p', 'k', [await stage(1, '1 as v'), await stage(2, '2 as v')]);
    const one = await stage(1, '1 as w');
    assert.match((await engineError(driver.publishPartitions('p', 'k', [one]))).message, 'columns of p changed');
    assert.equal(await driver.rows('select v from p order by v', ['p']), [[1], [2]]);
    await driver.publishPartitions('p', 'k', [one, await stage(2, '2 as w')]);
    assert.equal(await driver.rows('select w from p order by w', ['p']), [[1], [2]]);
  });

  withSession('seeds are loaded with types that lose nothing', async (driver) => {
    const staged = await driver.stageSeed('s', {
      's.csv': 'id,big,score,day,code,note\n1,9007199254740993,75.5,2024-09-01,007,"a, ""b""\nc"\n2,-5,76,,1e5,\n',
    });
    assert.is(staged.rows, 2);
    await driver.publish(staged);
    assert.equal(await driver.rows('select * from s order by id', ['s']), [
      [1, 9007199254740993n, 75.5, '2024-09-01', '007', 'a, "b"\nc'],
      [2, -5, 76, null, '1e5', null],
    ]);
  });

  withSession('bad rows of a seed are quarantined with file, number, text and reason', async (driver) => {
    const staged = await driver.stageSeed(
      's',
      { 'in/s.csv': 'a,b\n1,x\n2\n\n3,z\n' },
      { onBadRow: 'quarantine', rowId: true },
    );
    assert.equal(
      staged.siblings.map(({ relation, rows }) => [relation.identifier, rows]),
      [['s__rejected', 1]],
    );
    await driver.publish(staged);
    assert.equal(await driver.rows('select * from s order by a', ['s']), [
      [1, 'x', 'in/s.csv', 1],
      [3, 'z', 'in/s.csv', 3],
    ]);
    assert.equal(await driver.rows('select _file, _row, raw, reason from s__rejected', ['s__rejected']), [
      ['in/s.csv', 2, '2', 'wrong_field_count'],
    ]);
  });

  withSession('a seed with bad rows fails with each at its line', async (driver) => {
    const error = await engineError(driver.stageSeed('s', { 's.csv': 'a,b\n1,x\n2\n' }));
    assert.equal(
      error.diagnostics?.map(({ place }) => `${place?.file.path}:${place?.start.line}`),
      ['seeds/s.csv:3'],
    );
    assert.equal(await driver.relations(), []);
  });

  withSession('columns of tables and views can be asked for', async (driver) => {
    await driver.publish(await driver.stageSeed('s', { 's.csv': 'id,name\n1,x\n' }));
    await driver.view('v', 'select name, id from s', ['s']);
    assert.equal(
      (await driver.session.columns(driver.relation('v'))).map(({ name }) => name),
      ['name', 'id'],
    );
    assert.equal((await driver.session.columns(driver.relation('s'))).length, 2);
  });

  withSession('dropped relations are gone', async (driver) => {
    await driver.table('a', 'select 1 as x');
    await driver.view('v', 'select x from a', ['a']);
    await driver.session.drop([
      { relation: driver.relation('v'), type: 'view' },
      { relation: driver.relation('a'), type: 'table' },
    ]);
    assert.equal(await driver.relations(), []);
    await engineError(driver.query('select * from a', ['a']));
  });

  withSession('a cancelled task ends soon, and the session goes on', async (driver) => {
    const controller = new AbortController();
    const endless = 'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as c from n';
    const startedAt = Date.now();
    const running = driver.stageTable('t', endless, [], controller.signal);
    setTimeout(() => controller.abort(), 100);
    try {
      await running;
      assert.unreachable();
    } catch (error) {
      assert.is(error, controller.signal.reason);
    }
    assert.ok(Date.now() - startedAt < 5000);
    assert.equal(await driver.rows('select 1'), [[1]]);
  });

  withSession('more tasks than slots all come to an end', async (driver) => {
    const names = Array.from({ length: 9 }, (_, index) => `t${index}`);
    await Promise.all(names.map((name, index) => driver.table(name, `select ${index} as v`)));
    const sum = names.map((name) => `(select v from ${name})`).join(' + ');
    assert.equal(await driver.rows(`select ${sum}`, names), [[36]]);
  });

  contract('what was saved is there when the target is opened again, and only that', async () => {
    const target = await createTarget();
    try {
      const first = await target.adapter.open(target.options, testOpenOptions(target.project));
      const driver = new SessionDriver(first, target.project);
      await driver.table('a', numbers(100));
      await driver.view('v', 'select k, count(*) as n from a group by k', ['a']);
      assert.ok(await first.save());
      assert.is(await first.save(), undefined);
      await first.close();
      const second = await target.adapter.open(target.options, testOpenOptions(target.project));
      const again = new SessionDriver(second, target.project);
      assert.equal(await again.relations(), ['table a', 'view v']);
      assert.equal(await again.rows('select sum(n) from v', ['v']), [[100]]);
      await again.table('a', numbers(50));
      assert.equal(await again.rows('select sum(n) from v', ['v']), [[50]]);
      await again.session.drop([{ relation: again.relation('v'), type: 'view' }]);
      await second.save();
      await second.close();
      const third = await target.adapter.open(target.options, testOpenOptions(target.project, { readOnly: true }));
      const last = new SessionDriver(third, target.project);
      assert.equal(await last.relations(), ['table a']);
      assert.equal(await last.rows('select count(*) from a', ['a']), [[50]]);
      await third.close();
    } finally {
      await target.cleanup();
    }
  });

  contract('a target describes and checks itself', async () => {
    const target = await createTarget();
    try {
      assert.match(target.adapter.describe(target.options), engine);
      const report = await target.adapter.debug(target.options, testOpenOptions(target.project));
      assert.ok(report.checks.length > 0);
      assert.ok(report.checks.every(({ ok }) => ok));
    } finally {
      await target.cleanup();
    }
  });

  contract.run();
}
