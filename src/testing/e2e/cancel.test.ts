import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { queryFile } from '../query-file.js';
import { runSp } from '../run-sp.js';
import { createTempProject } from '../temp-project.js';

const files = {
  'project.yml': `name: shop
targets:
  dev: { type: sqlite, path: target/shop.sqlite, threads: 1 }
on-run-end: create table ended as select 1 as x
`,
  'seeds/numbers.csv': 'id\n1\n2\n',
  'models/endless.sql': `---
materialized: table
---
with recursive n(i) as (select id from {{ref "numbers"}} union all select i + 1 from n) select count(*) as c from n
`,
  'models/below.sql': 'select * from {{ref "endless"}}\n',
};

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} stops a running statement, keeps what is finished, lists every node and ends with ${code}`, async () => {
    const project = createTempProject(files);
    const abort = new AbortController();
    const onStderr = (text: string): void => {
      if (text.includes('✓ seed')) setTimeout(() => abort.abort(signal), 50);
    };
    try {
      const { exitCode, stderr } = await runSp(['build'], { cwd: project.root, signal: abort.signal, onStderr });
      assert.is(exitCode, code, stderr);
      const file = join(project.root, 'target/shop.sqlite');
      assert.equal(await queryFile(file, 'select count(*) from numbers'), [[2]]);
      assert.equal(await queryFile(file, "select count(*) from sqlite_master where name in ('endless', 'ended')"), [
        [0],
      ]);
      const text = readFileSync(join(project.root, 'target/run_results.json'), 'utf8');
      const { results } = JSON.parse(text) as {
        readonly results: { unique_id: string; status: string; message: string }[];
      };
      assert.equal(
        results.map(({ unique_id: id, status }) => [id.split('.').slice(2).join('.'), status]),
        [
          ['numbers', 'success'],
          ['endless', 'skipped'],
          ['below', 'skipped'],
          ['shop-on-run-end-0', 'skipped'],
        ],
      );
      assert.equal(new Set(results.slice(1).map(({ message }) => message)), new Set(['skipped: cancelled']));
    } finally {
      project.cleanup();
    }
  });
}

test.run();
