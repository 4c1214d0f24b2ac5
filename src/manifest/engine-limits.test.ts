// What an engine cannot do, or cannot call by its name, found before anything runs.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildTempManifest, explainTempManifest, findNode } from '../testing/build-temp-manifest.js';

const withoutExcerpt = (text: string): string => text.replaceAll(/^ *(\d+ )?│.*\n/gm, '');

test('a materialization that the engine lacks is an error that names the engines that have it', async () => {
  const files = { 'models/m.sql': '---\nmaterialized: materialized_view\n---\nselect 1 as x' };
  assert.is(
    withoutExcerpt(await explainTempManifest(files)),
    `error SP1029: sqlite has no materialized views
  ╭─ models/m.sql:2:1
  ╰─ postgres has them. Use a table or a view on sqlite.`,
  );
  assert.match(await explainTempManifest(files, 'spark'), 'SP1029: spark has no materialized views');
});

test('indexes that the engine lacks are left out, and said so', async () => {
  const files = {
    'models/m.sql': '---\nmaterialized: table\nindexes: [{columns: [x], unique: true}]\n---\nselect 1 as x',
  };
  assert.is(
    withoutExcerpt(await explainTempManifest(files, 'spark')),
    `warning SP1029: spark has no indexes
  ╭─ models/m.sql:3:1
  ╰─ sqlite, duckdb, postgres have them. Here the key does nothing.`,
  );
  assert.equal(findNode(await buildTempManifest(files, 'spark'), 'model', 'm').indexes, []);
  assert.is(await explainTempManifest(files), '');
  assert.equal(findNode(await buildTempManifest(files), 'model', 'm').indexes, [{ columns: ['x'], unique: true }]);
});

test('names that are too long for the engine keep their start and differ by a hash of the whole', async () => {
  const long = 'a_model_whose_name_goes_on_and_on_until_nobody_can_read_it_any_more';
  const files = { [`models/${long}_1.sql`]: 'select 1', [`models/${long}_2.sql`]: 'select 2' };
  const names = async (engine: 'sqlite' | 'postgres'): Promise<readonly string[]> =>
    [...(await buildTempManifest(files, engine)).nodes.values()].flatMap((node) =>
      'relation' in node ? [node.relation.identifier] : [],
    );
  assert.equal(await names('sqlite'), [`${long}_1`, `${long}_2`]);
  const cut = await names('postgres');
  assert.is(new Set(cut).size, 2);
  for (const name of cut) {
    assert.match(name, /^a_model_whose_name_goes_on_and_on_[a-z_]+_[0-9a-f]{10}$/);
    assert.ok(Buffer.byteLength(name) <= 63);
  }
});

test.run();
