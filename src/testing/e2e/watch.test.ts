// `sp build --watch` on real files: what runs again, what waits, how it ends.

import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shopProject } from '../fixtures/shop-project.js';
import { queryFile } from '../query-file.js';
import { runSp, type SpRun } from '../run-sp.js';
import { createTempProject, type TempProject } from '../temp-project.js';

/** A watching sp whose stderr can be waited for. */
class Watching {
  readonly project: TempProject;
  readonly #abort = new AbortController();
  readonly #ended: Promise<SpRun>;
  #text = '';
  #seen = 0;
  #wake: () => void = () => undefined;

  constructor(changes: Readonly<Record<string, string>> = {}) {
    this.project = createTempProject({ ...shopProject, ...changes });
    this.#ended = runSp(['build', '--watch'], {
      cwd: this.project.root,
      signal: this.#abort.signal,
      onStderr: (text) => {
        this.#text += text;
        this.#wake();
      },
    });
  }

  /** Resolves with what was written since the last call, up to and including `pattern`. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const rest = this.#text.slice(this.#seen);
      const match = pattern.exec(rest);
      if (match) {
        this.#seen += match.index + match[0].length;
        return rest.slice(0, match.index + match[0].length);
      }
      await Promise.race([
        new Promise<void>((resolve) => (this.#wake = resolve)),
        this.#ended.then(({ stderr }) => {
          throw new Error(`sp ended while waiting for ${String(pattern)}:\n${stderr}`);
        }),
      ]);
    }
  }

  async stop(): Promise<SpRun> {
    this.#abort.abort('SIGINT');
    const run = await this.#ended;
    this.project.cleanup();
    return run;
  }
}

const idle = /watching \d+ files/;

test('a saved model runs again with what is below it and their tests, and nothing else', async () => {
  const watching = new Watching();
  const { project } = watching;
  try {
    await watching.until(idle);
    const model = shopProject['models/marts/customer_totals.sql'] ?? '';
    project.write('models/marts/customer_totals.sql', model.replace("'{{var", "'in {{var"));
    const text = await watching.until(idle);
    assert.match(text, /changed models\/marts\/customer_totals\.sql/);
    assert.match(text, /customer_totals/);
    assert.match(text, /totals_add_up/);
    assert.not.match(text, /month_totals\s/);
    assert.not.match(text, /stg_orders/);
    const rows = await queryFile(
      join(project.root, 'target/shop.sqlite'),
      'select distinct currency from customer_totals',
    );
    assert.equal(rows, [['in EUR']]);
  } finally {
    const { exitCode } = await watching.stop();
    assert.is(exitCode, 130);
  }
});

test('a broken template shows its diagnostic and waits; the next save mends it', async () => {
  const watching = new Watching();
  const { project } = watching;
  try {
    await watching.until(idle);
    project.write('models/marts/big_spenders.sql', 'select 1 from {{ref "big_ordrs"}}\n');
    const broken = await watching.until(idle);
    assert.match(broken, /Nothing is named "big_ordrs"/);
    assert.match(broken, /did you mean "big_orders"/);
    project.write('models/marts/big_spenders.sql', 'select 7 as customer_id from {{ref "big_orders"}}\n');
    await watching.until(idle);
    const rows = await queryFile(
      join(project.root, 'target/shop.sqlite'),
      'select distinct customer_id from big_spenders',
    );
    assert.equal(rows, [[7]]);
  } finally {
    await watching.stop();
  }
});

test('SQL that is wrong from the start is told, and watching begins all the same', async () => {
  const model = 'models/marts/big_spenders.sql';
  const watching = new Watching({ [model]: 'delete from {{ref "big_orders"}}' });
  try {
    assert.match(await watching.until(idle), /error SP3003/);
    watching.project.write(model, shopProject[model] ?? '');
    const text = await watching.until(idle);
    assert.match(text, /13 passed/);
  } finally {
    await watching.stop();
  }
});

test('what cannot be read does not end watching', async () => {
  const watching = new Watching();
  const { project } = watching;
  try {
    await watching.until(idle);
    // A link to itself: nobody can read it, root included.
    symlinkSync('circle.sql', join(project.root, 'models/circle.sql'));
    project.write('models/marts/big_spenders.sql', 'select 1 as one');
    await watching.until(idle);
    rmSync(join(project.root, 'models/circle.sql'));
    project.write('models/marts/big_spenders.sql', 'select 2 as two');
    assert.match(await watching.until(idle), /big_spenders/);
  } finally {
    await watching.stop();
  }
});

test('a failed node stays in the set until it is green', async () => {
  const watching = new Watching();
  const { project } = watching;
  try {
    await watching.until(idle);
    project.write('seeds/customers.csv', shopProject['seeds/customers.csv']?.replace('Oslo', 'Rome') ?? '');
    assert.match(await watching.until(idle), /not published: 1 test failed/);
    // The test is about the city; an edit elsewhere runs the failed node again, too.
    project.write('tests/totals_add_up.sql', 'select 1 as x from {{ref "month_totals"}} where 1 = 0\n');
    assert.match(await watching.until(idle), /not published: 1 test failed/);
    project.write('seeds/customers.csv', shopProject['seeds/customers.csv'] ?? '');
    const mended = await watching.until(idle);
    assert.not.match(mended, /failed/);
  } finally {
    await watching.stop();
  }
});

test('a deleted model goes out of the project, and what refers to it is told', async () => {
  const watching = new Watching();
  const { project } = watching;
  try {
    await watching.until(idle);
    rmSync(join(project.root, 'models/staging/big_orders.sql'));
    assert.match(await watching.until(idle), /Nothing is named "big_orders"/);
  } finally {
    await watching.stop();
  }
});

test.run();
