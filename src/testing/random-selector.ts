import fc from 'fast-check';
import type { Criterion, Selector, SelectorUnion } from '../select/selector.js';
import { randomFolders, randomTags } from './random-dag.js';

/** Criteria that mostly match something in a `randomManifest`, with and without operators. */
export function randomCriterion(): fc.Arbitrary<Criterion> {
  const name = fc.nat({ max: 14 }).map((index) => `n${index}`);
  const target = fc.oneof(
    { weight: 4, arbitrary: name.map((value) => ({ method: 'fqn', arguments: [], value })) },
    fc
      .constantFrom('*', 'n1*', 'staging', 'marts.school', 'shop.marts', 'unique_*')
      .map((value) => ({ method: 'fqn', arguments: [], value })),
    fc.constantFrom(...randomTags, '*green').map((value) => ({ method: 'tag', arguments: [], value })),
    fc.constantFrom(...randomFolders).map((folder) => ({ method: 'path', arguments: [], value: `models/${folder}` })),
    fc
      .constantFrom('model', 'seed', 'source', 'test', 'exposure')
      .map((value) => ({ method: 'resource_type', arguments: [], value })),
    fc
      .constantFrom('view', 'table', 'ephemeral', 'seed')
      .map((value) => ({ method: 'config', arguments: ['materialized'], value })),
    name.map((table) => ({ method: 'source', arguments: [], value: `raw.${table}` })),
    fc.constant({ method: 'source', arguments: [], value: 'raw' }),
    fc.constantFrom('unique', 'relationships').map((value) => ({ method: 'test_name', arguments: [], value })),
  );
  const depth = fc.option(fc.oneof(fc.constant(Infinity), fc.nat({ max: 3 })), { nil: undefined });
  return fc.tuple(target, depth, depth, fc.integer({ min: 0, max: 9 })).map(([what, parentDepth, childDepth, dice]) => {
    if (dice === 0) return { kind: 'criterion', ...what, hasAt: true };
    return {
      kind: 'criterion',
      ...what,
      hasAt: false,
      ...(parentDepth !== undefined && { parentDepth }),
      ...(childDepth !== undefined && { childDepth }),
    };
  });
}

/** What a selector's text can say: a union of criteria and intersections of criteria. */
export function randomSelector(): fc.Arbitrary<SelectorUnion> {
  const intersection = fc
    .array(randomCriterion(), { minLength: 2, maxLength: 3 })
    .map((of): Selector => ({ kind: 'intersection', of }));
  return fc
    .array(fc.oneof(randomCriterion(), intersection), { minLength: 1, maxLength: 3 })
    .map((of) => ({ kind: 'union', of }));
}
