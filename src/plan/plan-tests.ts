// A data test as statements: its failing rows, and the verdict on their number (dbt's rule: the count against warn_if and
// error_if). Tests of one relation whose rows are those of a WHERE are counted by one statement for all of them.

import type { CompiledNode } from '../compile/compiled.js';
import type { Dialect } from '../dialects/dialect.js';
import type { TestNode } from '../manifest/manifest.js';
import type { TestPlan } from './plan.js';
import { readTestScan } from './test-scan.js';

export type TestStatements = Pick<TestPlan, 'verdictSql' | 'rowsSql' | 'scan' | 'stored'>;

/** @param runId names a table of failing rows while it is staged */
export function planTestStatements(
  node: TestNode,
  compiled: CompiledNode,
  { dialect, runId }: { readonly dialect: Dialect; readonly runId: string },
): TestStatements {
  const { limit, failCalc } = node;
  const rowsSql = limit === undefined ? compiled.sql : `select * from (\n${compiled.sql}\n) sp_rows limit ${limit}`;
  const verdictOf = (rows: string): string =>
    [
      `select ${verdictColumns('failures', node)}`,
      `from (select ${failCalc} as failures from (`,
      rows,
      ') sp_rows) sp_verdict',
    ].join('\n');
  const verdictSql = verdictOf(rowsSql);
  if (node.storeFailuresAs !== undefined) {
    const { relation } = node;
    const { reads } = compiled;
    const create = { sql: dialect.createTableAs(dialect.stagingRelation(relation, runId), rowsSql) };
    const view = { sql: dialect.createViewAs(relation, rowsSql) };
    const name = dialect.renderRelation(relation);
    const stored = {
      kind: node.storeFailuresAs,
      name,
      table: { kind: 'table', relation, reads, statements: [create] },
      view: { kind: 'view', relation, reads, statements: [view], select: rowsSql },
      rowsSql: `select * from ${name}`,
      verdictSql: verdictOf(`select * from ${name}`),
    } as const;
    return { verdictSql, rowsSql, stored };
  }
  const isCount = limit === undefined && /^count\(\*\)$/i.test(failCalc.trim());
  const scan = isCount ? readTestScan(compiled.sql, dialect.lexical) : undefined;
  return { verdictSql, rowsSql, ...(scan && { scan }) };
}

/** Tests with the same text here, over the same rows, can be answered together; undefined: only alone. */
export function scanKey({ scan }: TestPlan): string | undefined {
  return scan && `${scan.head}\n${scan.from}`;
}

/** Columns of a verdict: failures, should_warn, should_error; of combined ones for each test in turn. */
export const verdictWidth = 3;

/** One row: the verdicts of the tests one behind the other. The tests share their `scanKey`. */
export function combineVerdicts(tests: readonly TestPlan[]): string {
  const scanned = tests.flatMap(({ node, scan }) => (scan ? [{ node, scan }] : []));
  const [first] = scanned;
  if (first === undefined || scanned.length < tests.length) throw new Error('only tests with a scan are combined');
  const verdicts = scanned.map(({ node }, index) => verdictColumns(`failures_${index}`, node, `_${index}`));
  const counts = scanned.map(({ scan }, index) => `${scan.failures} as failures_${index}`);
  return [
    `select ${verdicts.join(',\n  ')}`,
    `from (${first.scan.head}select ${counts.join(',\n  ')}`,
    `from ${first.scan.from}) sp_verdicts`,
  ].join('\n');
}

function verdictColumns(failures: string, { warnIf, errorIf }: TestNode, suffix = ''): string {
  return `${failures}, ${failures} ${warnIf} as should_warn${suffix}, ${failures} ${errorIf} as should_error${suffix}`;
}
