// `sp build` beside another program that has the warehouse open: the sqlite3 shell.

import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shopProject } from '../fixtures/shop-project.js';
import { runSp } from '../run-sp.js';
import { createTempProject, type TempProject } from '../temp-project.js';

const hasShell = spawnSync('sqlite3', ['-version']).status === 0;

function shellTest(name: string, body: () => Promise<void>): void {
  if (hasShell) test(name, body);
  else test.skip(`${name} (no sqlite3 shell here)`, body);
}

/** A shell that stays open. */
class Shell {
  readonly #process: ChildProcessWithoutNullStreams;
  #output = '';

  constructor(file: string) {
    this.#process = spawn('sqlite3', ['-batch', file]);
    this.#process.stdout.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#process.stderr.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
  }

  /** What it answers to one line. */
  async ask(line: string): Promise<string> {
    this.#output = '';
    this.#process.stdin.write(`${line}\n.print sp-end\n`);
    while (!this.#output.includes('sp-end\n'))
      await new Promise((resolve) => this.#process.stdout.once('data', resolve));
    return this.#output.replace('sp-end\n', '').trim();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#process.once('close', resolve));
    this.#process.stdin.end('.quit\n');
    await closed;
  }
}

async function withShell(body: (project: TempProject, shell: Shell, file: string) => Promise<void>): Promise<void> {
  const project = createTempProject(shopProject);
  const file = join(project.root, 'target/shop.sqlite');
  try {
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
    const shell = new Shell(file);
    try {
      await body(project, shell, file);
    } finally {
      await shell.close();
    }
  } finally {
    project.cleanup();
  }
}

const rename = (project: TempProject): void =>
  project.write('seeds/customers.csv', shopProject['seeds/customers.csv']?.replace('Ada', 'Ada L.') ?? '');
const nameOfFirst = 'select name from customers where id = 1;';

shellTest(
  'a reader in the middle of a transaction keeps what it reads; who opens the file after the build sees the new',
  () =>
    withShell(async (project, shell, file) => {
      assert.is(await shell.ask(`begin; ${nameOfFirst}`), 'Ada');
      rename(project);
      const { exitCode, stderr } = await runSp(['build'], { cwd: project.root });
      assert.is(exitCode, 0, stderr);
      assert.is(await shell.ask(nameOfFirst), 'Ada');
      assert.is(await shell.ask('commit; pragma integrity_check;'), 'ok');
      const other = new Shell(file);
      assert.is(await other.ask(nameOfFirst), 'Ada L.');
      await other.close();
    }),
);

shellTest('a program that is writing keeps the build away until it is done', () =>
  withShell(async (project, shell) => {
    await shell.ask("begin; update customers set name = 'Theirs' where id = 1;");
    rename(project);
    const refused = await runSp(['build'], { cwd: project.root });
    assert.is(refused.exitCode, 2);
    assert.match(refused.stderr, 'target/shop.sqlite has changes of another program beside it (-journal)');
    assert.is(await shell.ask(`commit; ${nameOfFirst}`), 'Theirs');
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
  }),
);

shellTest('a program with a write-ahead log keeps builds away, not those who only read', () =>
  withShell(async (project, shell, file) => {
    await shell.ask("pragma journal_mode = wal; update customers set name = 'Theirs' where id = 1;");
    await shell.ask('pragma wal_checkpoint(truncate);');
    assert.ok(existsSync(`${file}-wal`));
    const refused = await runSp(['build'], { cwd: project.root });
    assert.is(refused.exitCode, 2);
    assert.match(refused.stderr, 'target/shop.sqlite is open in another program that writes a log beside it (-wal)');
    const shown = await runSp(
      ['show', '--inline', 'select name from {{ref "customers"}} where id = 1', '--output', 'csv'],
      {
        cwd: project.root,
      },
    );
    assert.is(shown.stdout, 'name\r\nTheirs\r\n', shown.stderr);
    await shell.ask('pragma journal_mode = delete;');
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
  }),
);

test.run();
