import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { shopProject } from '../fixtures/shop-project.js';
import { runSp, type SpRun } from '../run-sp.js';
import { sql } from '../sqlite-warehouse.js';
import { createTempProject, type TempProject } from '../temp-project.js';

/** The shop project in a folder of its own, whose files are edited between builds. */
export class EditableShop {
  readonly project: TempProject;
  readonly #files: Record<string, string>;

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.#files = { ...shopProject, ...files };
    this.project = createTempProject(this.#files);
  }

  get file(): string {
    return join(this.project.root, 'target/shop.sqlite');
  }

  run(...argv: readonly string[]): Promise<SpRun> {
    return runSp(argv, { cwd: this.project.root });
  }

  async build(...flags: readonly string[]): Promise<SpRun> {
    const result = await this.run('build', ...flags);
    assert.is(result.exitCode, 0, result.stderr);
    return result;
  }

  /** Replaces text in one of the files. */
  edit(path: string, from: string, to: string): void {
    const text = this.#files[path] ?? '';
    assert.ok(text.includes(from), `${path} has no ${from}`);
    this.#files[path] = text.replace(from, to);
    this.project.write(path, this.#files[path] ?? '');
  }

  /** Names of what the last run ran, tests included, and with how many partitions. */
  ran(): readonly string[] {
    const results = this.#read('run_results.json') as {
      results: { unique_id: string; status: string; message: string | null }[];
    };
    const partitions = (this.#read('sp.json') as { partitions: Record<string, { key: unknown; status: string }[]> })
      .partitions;
    return results.results
      .filter(({ status, message }) => status !== 'reused' && status !== 'skipped' && message !== 'unchanged')
      .map(({ unique_id: id }) => {
        const keys = (partitions[id] ?? []).filter(({ status }) => status === 'success').map(({ key }) => String(key));
        return `${id.split('.')[2] ?? id}${keys.length === 0 ? '' : ` ${keys.join(' ')}`}`;
      })
      .sort();
  }

  /** As another program writes to the file. */
  write(statement: string): void {
    const database = new sql.Database(readFileSync(this.file));
    database.run(statement);
    // As SQLite leaves it in a file: the change counter goes up.
    const bytes = database.export();
    new DataView(bytes.buffer).setUint32(24, 1000);
    new DataView(bytes.buffer).setUint32(92, 1000);
    writeFileSync(this.file, bytes);
  }

  #read(path: string): unknown {
    return JSON.parse(readFileSync(join(this.project.root, 'target', path), 'utf8'));
  }
}

/** Built once before the body. */
export async function inShop(
  body: (shop: EditableShop) => Promise<void>,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  const shop = new EditableShop(files);
  try {
    await shop.build();
    await body(shop);
  } finally {
    shop.project.cleanup();
  }
}
