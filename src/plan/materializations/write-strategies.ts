// Statements of the strategies that delete and insert. Each gives what to do to the table and how it will then look.

import type { Dialect } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import { conjunction, destAlias, qualify, sourceAlias, typedNull, type Batch } from './change.js';
import type { TargetColumn } from './match-columns.js';
import { asRow, hasExpression, renderKey, type KeyPart } from './unique-key.js';

export interface StrategyInput {
  readonly relation: Relation;
  readonly batches: readonly Batch[];
  readonly columns: readonly TargetColumn[];
  readonly key: readonly KeyPart[];
  readonly predicates: readonly string[];
  readonly dialect: Dialect;
}

export interface StrategyText {
  readonly apply: readonly string[];
  readonly preview: string;
}

/** What follows the columns of a SELECT of a batch's rows, from FROM on. */
type FromBatch = (batch: Batch, index: number) => string;

/** `insert into … (…) select …` from each batch. */
export function insertBatches(input: StrategyInput, from: FromBatch = allOf(input)): readonly string[] {
  const { relation, batches, columns, dialect } = input;
  const given = columns.filter(({ source }) => source !== undefined);
  const names = given.map(({ name }) => dialect.quoteColumn(name)).join(', ');
  return batches.map(
    (batch, index) =>
      `insert into ${dialect.renderRelation(relation)} (${names})\n${selectSource(input, given)}\n${from(batch, index)}`,
  );
}

/** Rows of a batch as the table has them, all its columns. */
export function previewBatches(input: StrategyInput, from: FromBatch = allOf(input)): readonly string[] {
  return input.batches.map((batch, index) => `${selectSource(input, input.columns)}\n${from(batch, index)}`);
}

function allOf({ dialect }: StrategyInput): FromBatch {
  return ({ relation }) => `from ${dialect.renderRelation(relation)} as ${sourceAlias}`;
}

function selectSource({ dialect }: StrategyInput, columns: readonly TargetColumn[]): string {
  return `select ${columns.map((column) => named(sourceValue(column, dialect), column, dialect)).join(', ')}`;
}

export function sourceValue({ source, type }: TargetColumn, dialect: Dialect): string {
  return source === undefined ? typedNull(type) : qualify(dialect, sourceAlias, source);
}

export function destValue({ name, type, isNew, changesType }: TargetColumn, dialect: Dialect): string {
  if (isNew) return typedNull(type);
  const value = qualify(dialect, destAlias, name);
  return changesType ? `cast(${value} as ${type})` : value;
}

export function named(value: string, { name }: TargetColumn, dialect: Dialect): string {
  return `${value} as ${dialect.quoteIdentifier(name)}`;
}

/** The rows that are there, as far as `join` and `where` let them through. */
export function previewKept({ relation, columns, dialect }: StrategyInput, rest: string): string {
  const values = columns.map((column) => named(destValue(column, dialect), column, dialect)).join(', ');
  return `select ${values}\nfrom ${dialect.renderRelation(relation)} as ${destAlias}${rest === '' ? '' : `\n${rest}`}`;
}

export function unionAll(selects: readonly string[]): string {
  return selects.join('\nunion all\n');
}

export function writeAppend(input: StrategyInput): StrategyText {
  return {
    apply: insertBatches(input),
    preview: unionAll([previewKept(input, ''), ...previewBatches(input)]),
  };
}

/** Deletes rows whose key the batch has; a NULL in a key matches nothing. */
export function writeDeleteInsert(input: StrategyInput): StrategyText {
  const { relation, batches, key, dialect } = input;
  if (key.length === 0) return writeAppend(input);
  const target = dialect.renderRelation(relation);
  const own = asRow(renderKey(key, 'target', dialect, destAlias));
  const others = renderKey(key, 'source', dialect, sourceAlias).join(', ');
  // Conditions on the batch's rows belong inside; all others outside, where they are evaluated once a row.
  const inner = input.predicates.filter(namesSource);
  const outer = input.predicates.filter((predicate) => !namesSource(predicate));
  const deletes = batches.map((batch) => {
    const from = `${dialect.renderRelation(batch.relation)} as ${sourceAlias}`;
    const where = inner.length === 0 ? '' : ` where ${parenthesise(inner)}`;
    const conditions = [`${own} in (select ${others} from ${from}${where})`, ...outer.map((text) => `(${text})`)];
    return `delete from ${target} as ${destAlias}\nwhere ${conjunction(conditions)}`;
  });
  const joined = batches.map((batch, index) => joinKeys(input, batch, index, [...inner, ...outer]));
  const kept = previewKept(
    input,
    [...joined.map(({ join }) => join), `where ${conjunction(joined.map(({ isFree }) => isFree))}`].join('\n'),
  );
  return {
    apply: [...deletes, ...insertBatches(input)],
    preview: unionAll([kept, ...previewBatches(input)]),
  };
}

/** A left join that finds rows of a batch with the same key, at most one. */
function joinKeys({ key, dialect }: StrategyInput, batch: Batch, index: number, predicates: readonly string[]) {
  const from = dialect.renderRelation(batch.relation);
  const isPlain = !hasExpression(key);
  // A condition on the batch needs its columns; an expression over the table must not be able to mean them.
  const alias = isPlain ? sourceAlias : `sp_keys_${index + 1}`;
  const parts = renderKey(key, 'source', dialect).map((part, part_) => `${part} as sp_key_${part_ + 1}`);
  const columns = [...(isPlain ? ['*'] : []), ...parts, '1 as sp_found'].join(', ');
  const on = [
    ...renderKey(key, 'target', dialect, destAlias).map((part, part_) => `${part} = ${alias}.sp_key_${part_ + 1}`),
    ...predicates.map((text) => `(${text})`),
  ];
  return {
    join: `left join (select ${columns} from ${from}) as ${alias} on ${conjunction(on)}`,
    isFree: `${alias}.sp_found is null`,
  };
}

/** Replaces the rows of every value of `partition_by` that the batch has, NULL included; without one, all rows. */
export function writeInsertOverwrite(input: StrategyInput, partitionBy: readonly KeyPart[]): StrategyText {
  const { relation, batches, predicates, dialect } = input;
  const target = `${dialect.renderRelation(relation)} as ${destAlias}`;
  const conditions = predicates.map((text) => `(${text})`);
  const [batch] = batches;
  if (partitionBy.length === 0 || batch === undefined) {
    const where = conditions.length === 0 ? '' : `\nwhere ${conjunction(conditions)}`;
    const kept = conditions.length === 0 ? [] : [previewKept(input, `where (${conjunction(conditions)}) is not true`)];
    return {
      apply: [`delete from ${target}${where}`, ...insertBatches(input)],
      preview: unionAll([...kept, ...previewBatches(input)]),
    };
  }
  const from = dialect.renderRelation(batch.relation);
  const own = renderKey(partitionBy, 'target', dialect, destAlias).join('');
  const other = renderKey(partitionBy, 'source', dialect, sourceAlias).join('');
  const others = `from ${from} as ${sourceAlias}`;
  const isReplaced = `(${own} in (select ${other} ${others}) or (${own} is null and exists (select 1 ${others} where ${other} is null)))`;
  const join =
    `left join (select distinct ${other} as sp_partition, 1 as sp_found ${others}) as sp_partitions ` +
    `on ${conjunction([`${own} is not distinct from sp_partitions.sp_partition`, ...conditions])}`;
  return {
    apply: [`delete from ${target}\nwhere ${conjunction([isReplaced, ...conditions])}`, ...insertBatches(input)],
    preview: unionAll([previewKept(input, `${join}\nwhere sp_partitions.sp_found is null`), ...previewBatches(input)]),
  };
}

/** Replaces the rows of each batch's time. Rows of other times are not this batch's: they come with their own. */
export function writeMicrobatch(input: StrategyInput, eventTime: KeyPart & { kind: 'column' }): StrategyText {
  const { relation, batches, dialect } = input;
  const target = `${dialect.renderRelation(relation)} as ${destAlias}`;
  const own = (batch: Batch): string => inWindow(qualify(dialect, destAlias, eventTime.target), batch, dialect);
  const others: FromBatch = (batch, index) =>
    `${allOf(input)(batch, index)}\nwhere ${inWindow(qualify(dialect, sourceAlias, eventTime.source), batch, dialect)}`;
  const replaced = batches.map(own);
  const kept = previewKept(input, replaced.length === 0 ? '' : `where (${replaced.join(' or ')}) is not true`);
  return {
    apply: [...batches.map((batch) => `delete from ${target}\nwhere ${own(batch)}`), ...insertBatches(input, others)],
    preview: unionAll([kept, ...previewBatches(input, others)]),
  };
}

/** The rows of a batch that are of its time, all columns. */
export function sourceRows(batch: Batch, eventTime: string, dialect: Dialect): string {
  const from = `${dialect.renderRelation(batch.relation)} as ${sourceAlias}`;
  return `select * from ${from} where ${inWindow(`${sourceAlias}.${eventTime}`, batch, dialect)}`;
}

/** `column >= start and column < end`. */
export function inWindow(column: string, { limits }: Batch, dialect: Dialect): string {
  if (limits === undefined) throw new Error('a batch of a microbatch model has limits');
  return `(${column} >= ${dialect.renderLiteral(limits.start)} and ${column} < ${dialect.renderLiteral(limits.end)})`;
}

export function namesSource(predicate: string): boolean {
  return predicate.toLowerCase().includes(sourceAlias.toLowerCase());
}

function parenthesise(conditions: readonly string[]): string {
  return conjunction(conditions.map((condition) => `(${condition})`));
}
