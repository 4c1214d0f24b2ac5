import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ManifestNode } from '../manifest/manifest.js';
import { analysis, genericTest, model, seed, singularTest } from '../testing/tiny-manifest.js';
import { compiledPathOf } from './compiled-path.js';

const testNamed = (name: string, path = 'models/schema.yml'): ManifestNode =>
  genericTest('unique', 'a', { name, path }).node;

test('SQL stands below its package under its own path', () => {
  assert.is(compiledPathOf(model('a', { path: 'models/staging/a.sql' }).node), 'shop/models/staging/a.sql');
  assert.is(compiledPathOf(singularTest('t').node), 'shop/tests/t.sql');
  assert.is(compiledPathOf(analysis('x').node), 'shop/analyses/x.sql');
  assert.is(compiledPathOf(seed('s', { path: 'seeds/s.csv.gz' }).node), 'shop/seeds/s.csv.gz.sql');
});

test('a test of YAML stands in a folder called like the YAML file', () => {
  assert.is(compiledPathOf(testNamed('unique_a_id')), 'shop/models/schema.yml/unique_a_id.sql');
});

test('a test of front matter stands beside the model’s file, not in it', () => {
  assert.is(compiledPathOf(testNamed('unique_a_id', 'models/a.sql')), 'shop/models/a.yml/unique_a_id.sql');
});

test('names that file systems do not take are changed, and stay apart', () => {
  const fileOf = (name: string): string => compiledPathOf(testNamed(name)).split('/').at(-1) ?? '';
  assert.match(fileOf('a/b:c'), /^a_b_c_[0-9a-f]{8}\.sql$/);
  assert.match(fileOf('..'), /^__[0-9a-f]{8}\.sql$/);
  assert.is.not(fileOf('a/b'), fileOf('a:b'));
  assert.is(fileOf('größe 1.5'), 'größe 1.5.sql');
});

test('long names are cut between characters', () => {
  const file = (name: string): string => compiledPathOf(testNamed(name)).split('/').at(-1) ?? '';
  const long = file('😀'.repeat(100));
  assert.match(long, /^(😀){50}_[0-9a-f]{8}\.sql$/u);
  assert.is.not(long, file('😀'.repeat(101)));
  assert.is(file('x'.repeat(200)), `${'x'.repeat(200)}.sql`);
});

test('a path out of the project is a bug, never a file', () => {
  for (const path of ['../a.sql', '/etc/a.sql', 'models/../../a.sql', 'models//a.sql']) {
    assert.throws(() => compiledPathOf({ ...model('a').node, originalFilePath: path }), /leaves the project/);
  }
});

test.run();
