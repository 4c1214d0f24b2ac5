// A project whose seed changes between runs: what incremental models and snapshots are for.

import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { queryFile } from './query-file.js';
import { runSp, type SpRun } from './run-sp.js';
import { createTempProject, type TempProject } from './temp-project.js';

type Row = Awaited<ReturnType<typeof queryFile>>[number];

export class GrowingProject {
  constructor(readonly project: TempProject) {}

  /** Writes `seeds/raw.csv`: a header and rows as CSV. */
  raw(...lines: readonly string[]): this {
    return this.write('seeds/raw.csv', `${lines.join('\n')}\n`);
  }

  /** Writes a model: lines of front matter, and its SELECT. */
  model(name: string, config: readonly string[], sql: string): this {
    return this.write(`models/${name}.sql`, ['---', ...config, '---', sql].join('\n'));
  }

  write(path: string, text: string): this {
    this.project.write(path, text);
    return this;
  }

  sp(...argv: readonly string[]): Promise<SpRun> {
    return runSp(argv, { cwd: this.project.root });
  }

  async build(...flags: readonly string[]): Promise<SpRun> {
    const run = await this.sp('build', ...flags);
    assert.is(run.exitCode, 0, run.stderr);
    return run;
  }

  /** @returns what it said */
  async failingBuild(...flags: readonly string[]): Promise<string> {
    const run = await this.sp('build', ...flags);
    assert.is(run.exitCode, 1, run.stderr);
    return run.stderr;
  }

  rows(sql: string): Promise<readonly Row[]> {
    return queryFile(join(this.project.root, 'target/shop.sqlite'), sql);
  }
}

export async function withGrowingProject(body: (project: GrowingProject) => Promise<void>): Promise<void> {
  const project = createTempProject({
    'project.yml': `name: shop
target: dev
targets:
  dev: { type: sqlite, path: target/shop.sqlite, threads: 2 }
`,
  });
  try {
    await body(new GrowingProject(project));
  } finally {
    project.cleanup();
  }
}
