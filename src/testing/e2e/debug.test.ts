// `sp debug`: what is checked, and what to do about what is wrong.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runSp } from '../run-sp.js';
import { createTempProject } from '../temp-project.js';

const files = {
  'project.yml': `name: shop
target: dev
targets:
  dev: { type: sqlite, path: target/shop.sqlite, threads: 1 }
  broken: { type: sqlite, path: target/broken.sqlite, threads: 1 }
  secret: { type: postgres, url: "{{env_var 'SHOP_URL'}}" }
`,
  'models/m.sql': 'select 1 as x\n',
  'analyses/a.sql': 'select 1 as x\n',
  'target/broken.sqlite': 'no database at all, whatever its name says',
};

test('the active target is checked; with --all every target is, and one that is wrong ends with 1', async () => {
  const project = createTempProject(files);
  try {
    const one = await runSp(['debug'], { cwd: project.root });
    assert.is(one.exitCode, 0, one.stdout + one.stderr);
    assert.match(one.stdout, /^ok {4}nodes +1 model, 1 analysis$/m);
    assert.match(one.stdout, /^ok {4}target +dev \(sqlite: target\/shop\.sqlite\)$/m);
    assert.match(one.stdout, /\nall good\n$/);

    const all = await runSp(['debug', '--all'], { cwd: project.root });
    assert.is(all.exitCode, 1);
    assert.is(all.stderr, '');
    assert.match(all.stdout, /^ok {4}target +broken \(sqlite: target\/broken\.sqlite\)$/m);
    assert.match(
      all.stdout,
      /^FAIL {2}warehouse +target\/broken\.sqlite is not a SQLite database\n +Choose another path, or move the file away\.$/m,
    );
    assert.match(all.stdout, /^FAIL {2}target +secret: The environment variable SHOP_URL is not set$/m);
    assert.match(all.stdout, /\nsomething is wrong: broken, secret\n$/);

    const json: unknown = JSON.parse((await runSp(['debug', '--all', '--json'], { cwd: project.root })).stdout);
    const { ok, targets } = json as { ok: boolean; targets: { name: string; ok: boolean }[] };
    assert.equal(
      [ok, targets.map((target) => [target.name, target.ok])],
      [
        false,
        [
          ['dev', true],
          ['broken', false],
          ['secret', false],
        ],
      ],
    );
  } finally {
    project.cleanup();
  }
});

test.run();
