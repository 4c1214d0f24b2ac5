import type { Lexical } from '../dialects/lexical.js';
import { scanSql, type SqlToken } from '../dialects/scan-sql.js';

/** How one scan of a test's relation can count its failing rows together with those of other tests. */
export interface TestScan {
  /** CTEs in front, or nothing. */
  readonly head: string;
  readonly from: string;
  /** An aggregate over `from`: as many as the test's own statement returns rows. */
  readonly failures: string;
}

/** At the top level they make the rows of a SELECT something else than the rows of FROM that pass WHERE. */
const otherClauses = new Set(
  (
    'group order having limit offset fetch union intersect except minus window qualify for sort cluster distribute ' +
    'lateral tablesample into'
  ).split(' '),
);

/** Engines differ in where these may stand inside an aggregate. */
const notInAggregates = new Set(['select', 'exists', 'over']);

/**
 * Reads `select * from F where P`, and the form of accepted_values: `select X as value_field, count(*) as n_records from F
 * where X not in (…) group by X`. CTEs may stand in front. Undefined for everything else.
 */
export function readTestScan(sql: string, lexical: Lexical): TestScan | undefined {
  const tokens = [...scanSql(sql, lexical)].filter(({ kind }) => kind !== 'comment');
  const top = topLevel(tokens);
  const start = top.findIndex((token) => isWord(token, 'select'));
  if (start < 0 || (start > 0 && !isWord(top[0], 'with'))) return undefined;
  const clauses = readClauses(sql, top.slice(start), tokens);
  return clauses && { head: sql.slice(0, top[start]?.offset ?? 0), ...clauses };
}

function readClauses(
  sql: string,
  top: readonly SqlToken[],
  all: readonly SqlToken[],
): Pick<TestScan, 'from' | 'failures'> | undefined {
  const fromAt = top.findIndex((token) => isWord(token, 'from'));
  const whereAt = top.findIndex((token) => isWord(token, 'where'));
  const groupAt = top.findIndex((token) => isWord(token, 'group'));
  const end = groupAt < 0 ? top.length : groupAt;
  const from = top[fromAt];
  const where = top[whereAt];
  if (from === undefined || where === undefined || whereAt < fromAt || whereAt > end) return undefined;
  if (top.slice(1, end).some((token) => token.kind === 'word' && otherClauses.has(token.text.toLowerCase()))) {
    return undefined;
  }
  const endOffset = top[end]?.offset ?? sql.length;
  const inside = all.filter(({ offset }) => offset > where.offset && offset < endOffset);
  if (inside.some((token) => token.kind === 'word' && notInAggregates.has(token.text.toLowerCase()))) return undefined;
  // The last line may be a comment.
  const predicate = `${sql.slice(where.offset + where.text.length, endOffset).trim()}\n`;
  const found = { from: sql.slice(from.offset + from.text.length, where.offset).trim() };
  const list = top.slice(1, fromAt);
  if (groupAt < 0) {
    const isWhole = list.length === 1 && list[0]?.text === '*';
    return isWhole ? { ...found, failures: `count(case when ${predicate}then 1 end)` } : undefined;
  }
  const selected = sql.slice(list[0]?.offset, from.offset);
  const value = readGroupedValue(sql, selected, top.slice(whereAt));
  return value === undefined
    ? undefined
    : { ...found, failures: `count(distinct case when ${predicate}then ${value} end)` };
}

const groupedColumns = /^(?<value>[^]+?)\s+as\s+value_field\s*,\s*count\(\*\)\s+as\s+n_records\s*$/;

/** X, where no group is one of NULLs: `X not in (…)` and nothing else. */
function readGroupedValue(sql: string, selected: string, tail: readonly SqlToken[]): string | undefined {
  const value = groupedColumns.exec(selected)?.groups?.['value'];
  const groupAt = tail.findIndex((token) => isWord(token, 'group'));
  const [where, group, by, key] = [tail[0], tail[groupAt], tail[groupAt + 1], tail[groupAt + 2]];
  if (value === undefined || where === undefined || group === undefined || key === undefined) return undefined;
  const predicate = sql.slice(where.offset + where.text.length, group.offset).trim();
  const isSame = isWord(by, 'by') && sql.slice(key.offset).trim() === value;
  if (!isSame || !predicate.startsWith(`${value} not in (`)) return undefined;
  const isAlone =
    tail
      .slice(groupAt - 4, groupAt)
      .map(({ text }) => text)
      .join(' ') === 'not in ( )';
  const valueTokens = tail.slice(1, groupAt - 4);
  const isOne = valueTokens.every((token) => !isWord(token, 'or') && !isWord(token, 'not') && !isWord(token, 'in'));
  return isAlone && isOne ? value : undefined;
}

function topLevel(tokens: readonly SqlToken[]): readonly SqlToken[] {
  let depth = 0;
  return tokens.filter(({ text }) => {
    if (text === ')') depth -= 1;
    const isTop = depth === 0;
    if (text === '(') depth += 1;
    return isTop;
  });
}

function isWord(token: SqlToken | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === word;
}
