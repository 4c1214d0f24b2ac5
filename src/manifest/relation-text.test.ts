import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseRelationText } from './relation-text.js';

test('refs with either kind of quote, with a package, with a version', () => {
  assert.equal(parseRelationText(`ref('m')`), { kind: 'ref', name: 'm' });
  assert.equal(parseRelationText(` ref( "m" ) `), { kind: 'ref', name: 'm' });
  assert.equal(parseRelationText(`ref('p', 'm')`), { kind: 'ref', package: 'p', name: 'm' });
  assert.equal(parseRelationText(`ref('m', v=2)`), { kind: 'ref', name: 'm', version: '2' });
});

test('sources name both parts', () => {
  assert.equal(parseRelationText(`source('s', 't')`), { kind: 'source', source: 's', table: 't' });
});

test('other text is no relation', () => {
  assert.is(parseRelationText('some_table'), undefined);
  assert.is(parseRelationText(`ref(m)`), undefined);
});

test.run();
