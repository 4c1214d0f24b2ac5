import { conjunction, destAlias, qualify, sourceAlias } from './change.js';
import type { TargetColumn } from './match-columns.js';
import { hasExpression, renderKey } from './unique-key.js';
import {
  destValue,
  insertBatches,
  named,
  previewBatches,
  sourceValue,
  unionAll,
  writeAppend,
  type StrategyInput,
  type StrategyText,
} from './write-strategies.js';

/** Updates rows whose key the batch has and inserts the others, which are matched before anything is updated. */
export function writeMerge(input: StrategyInput, updated: readonly TargetColumn[]): StrategyText {
  if (input.key.length === 0) return writeAppend(input);
  const usesMerge = input.dialect.capabilities.merge && !hasExpression(input.key);
  return {
    apply: usesMerge ? mergeStatements(input, updated) : insertAndUpdate(input, updated),
    preview: previewMerge(input, updated),
  };
}

function mergeStatements(input: StrategyInput, updated: readonly TargetColumn[]): readonly string[] {
  const { relation, batches, columns, dialect } = input;
  const given = columns.filter(({ source }) => source !== undefined);
  const names = given.map(({ name }) => dialect.quoteColumn(name)).join(', ');
  const values = given.map((column) => sourceValue(column, dialect)).join(', ');
  return batches.map((batch) =>
    [
      `merge into ${dialect.renderRelation(relation)} as ${destAlias}`,
      `using ${dialect.renderRelation(batch.relation)} as ${sourceAlias}`,
      `on ${matchCondition(input)}`,
      ...(updated.length === 0 ? [] : [`when matched then update set ${assignments(input, updated, sourceAlias)}`]),
      `when not matched then insert (${names}) values (${values})`,
    ].join('\n'),
  );
}

function matchCondition({ key, predicates, dialect }: StrategyInput): string {
  const own = renderKey(key, 'target', dialect, destAlias);
  const others = renderKey(key, 'source', dialect, sourceAlias);
  return conjunction([
    ...own.map((part, index) => `${part} = ${others[index] ?? ''}`),
    ...predicates.map((text) => `(${text})`),
  ]);
}

function assignments({ dialect }: StrategyInput, updated: readonly TargetColumn[], alias: string): string {
  return updated
    .map(({ name, source = name }) => `${dialect.quoteColumn(name)} = ${qualify(dialect, alias, source)}`)
    .join(', ');
}

/** The same in two statements. Inserting comes first: what it inserts, the update then finds as it is. */
function insertAndUpdate(input: StrategyInput, updated: readonly TargetColumn[]): readonly string[] {
  const { relation, batches, dialect } = input;
  const target = dialect.renderRelation(relation);
  const inserts = insertBatches(input, (_, index) => unmatchedFrom(input, index));
  if (updated.length === 0) return inserts;
  const updates = batches.map((batch) => {
    const from = dialect.renderRelation(batch.relation);
    if (!hasExpression(input.key)) {
      const set = assignments(input, updated, sourceAlias);
      return `update ${target} as ${destAlias} set ${set}\nfrom ${from} as ${sourceAlias}\nwhere ${matchCondition(input)}`;
    }
    // The names of the batch's columns are hidden, so that the expression can mean the table's only.
    const keys = renderKey(input.key, 'source', dialect).map((part, index) => `${part} as sp_key_${index + 1}`);
    const values = updated.map(
      ({ name, source = name }, index) => `${dialect.quoteColumn(source)} as sp_value_${index + 1}`,
    );
    const set = updated.map(({ name }, index) => `${dialect.quoteColumn(name)} = ${sourceAlias}.sp_value_${index + 1}`);
    const on = renderKey(input.key, 'target', dialect).map(
      (part, index) => `${part} = ${sourceAlias}.sp_key_${index + 1}`,
    );
    const conditions = conjunction([...on, ...input.predicates.map((text) => `(${text})`)]);
    return [
      `update ${target} as ${destAlias} set ${set.join(', ')}`,
      `from (select ${[...keys, ...values].join(', ')} from ${from}) as ${sourceAlias}`,
      `where ${conditions}`,
    ].join('\n');
  });
  return [...inserts, ...updates];
}

/** `from` batch … `where` no row of the table matches. */
function unmatchedFrom(input: StrategyInput, index: number): string {
  const { source, dest, on, destKey } = keyedSides(input, index);
  return `from ${source}\nleft join ${dest} on ${on}\nwhere ${destKey} is null`;
}

/** Both sides with their keys as columns, so that neither can be mistaken for the other. */
function keyedSides(input: StrategyInput, index: number) {
  const { relation, batches, key, predicates, dialect } = input;
  const batch = batches[index];
  if (batch === undefined) throw new Error('no such batch');
  const from = dialect.renderRelation(batch.relation);
  const target = dialect.renderRelation(relation);
  if (!hasExpression(key)) {
    return {
      source: `${from} as ${sourceAlias}`,
      dest: `${target} as ${destAlias}`,
      on: matchCondition(input),
      destKey: renderKey(key, 'target', dialect, destAlias)[0] ?? '',
      sourceKey: renderKey(key, 'source', dialect, sourceAlias)[0] ?? '',
    };
  }
  const keyed = (side: 'target' | 'source', text: string, alias: string): string => {
    const parts = renderKey(key, side, dialect).map((part, part_) => `${part} as sp_key_${part_ + 1}`);
    return `(select *, ${parts.join(', ')} from ${text}) as ${alias}`;
  };
  const on = key.map((_, part) => `${destAlias}.sp_key_${part + 1} = ${sourceAlias}.sp_key_${part + 1}`);
  return {
    source: keyed('source', from, sourceAlias),
    dest: keyed('target', target, destAlias),
    on: conjunction([...on, ...predicates.map((text) => `(${text})`)]),
    destKey: `${destAlias}.sp_key_1`,
    sourceKey: `${sourceAlias}.sp_key_1`,
  };
}

function previewMerge(input: StrategyInput, updated: readonly TargetColumn[]): string {
  const { columns, dialect } = input;
  const { source, dest, on, sourceKey } = keyedSides(input, 0);
  const merged = columns.map((column) => {
    const old = destValue(column, dialect);
    const value = updated.includes(column)
      ? `case when ${sourceKey} is null then ${old} else ${sourceValue(column, dialect)} end`
      : old;
    return named(value, column, dialect);
  });
  return unionAll([
    `select ${merged.join(', ')}\nfrom ${dest}\nleft join ${source} on ${on}`,
    ...previewBatches(input, (_, index) => unmatchedFrom(input, index)),
  ]);
}
