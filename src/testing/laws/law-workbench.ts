// Builds random projects twice, again and again in one warehouse and from nothing in another, and says what each did.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import initSqlJs from 'sql.js';
import { runSp } from '../run-sp.js';
import { createTempProject, type TempProject } from '../temp-project.js';
import { renderProject, type RandomProject } from './random-project.js';

const engine = await initSqlJs({ useOldExtensionFunctions: false });

export type Row = readonly unknown[];

export interface BuildReport {
  readonly exitCode: number;
  readonly output: string;
  /** Names of seeds and models that were not found unchanged. */
  readonly ran: readonly string[];
  /** Unique id → status. */
  readonly statuses: ReadonlyMap<string, string>;
  /** Name of a partitioned model → key → status. */
  readonly partitions: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Name of a model → compiled SQL. */
  readonly sql: ReadonlyMap<string, string>;
  /** Name of a relation → rows in their order. */
  readonly rows: ReadonlyMap<string, readonly Row[]>;
}

export class LawWorkbench {
  readonly project: TempProject = createTempProject({});
  #files = new Set<string>();

  get warehouse(): string {
    return join(this.project.root, 'target/w.sqlite');
  }

  write(project: RandomProject): void {
    const files = renderProject(project);
    for (const path of this.#files) if (!(path in files)) rmSync(join(this.project.root, path));
    for (const [path, text] of Object.entries(files)) this.project.write(path, text);
    this.#files = new Set(Object.keys(files));
  }

  buildAgain(...flags: readonly string[]): Promise<BuildReport> {
    return this.#build('target', this.warehouse, ['build', ...flags]);
  }

  /** From nothing, beside the other. */
  buildClean(): Promise<BuildReport> {
    rmSync(join(this.project.root, 'clean'), { recursive: true, force: true });
    return this.#build('clean', join(this.project.root, 'clean/w.sqlite'), [
      'build',
      '--target',
      'clean',
      '--target-path',
      'clean',
    ]);
  }

  async run(...argv: readonly string[]): Promise<{ readonly exitCode: number; readonly text: string }> {
    const { exitCode, stdout, stderr } = await runSp([...argv], { cwd: this.project.root });
    return { exitCode, text: stdout + stderr };
  }

  cleanup(): void {
    this.project.cleanup();
  }

  async #build(folder: string, warehouse: string, argv: readonly string[]): Promise<BuildReport> {
    const { exitCode, stderr, stdout } = await runSp([...argv], { cwd: this.project.root });
    if (exitCode > 1) throw new Error(`sp ${argv.join(' ')} ended with ${exitCode}:\n${stdout}${stderr}`);
    const results = this.#read(join(folder, 'run_results.json')) as {
      results: { unique_id: string; status: string; message: string | null; compiled_code: string | null }[];
    };
    const { partitions } = this.#read(join(folder, 'sp.json')) as {
      partitions: Record<string, { key: unknown; status: string }[]>;
    };
    return {
      exitCode,
      output: stdout + stderr,
      ran: results.results
        .filter(({ unique_id: id, status, message }) => !id.startsWith('test.') && hasRun(status, message))
        .map(({ unique_id: id }) => nameOf(id))
        .sort(),
      statuses: new Map(results.results.map((result) => [result.unique_id, result.status])),
      partitions: new Map(
        Object.entries(partitions).map(([id, list]) => [
          nameOf(id),
          new Map(list.map(({ key, status }) => [String(key), status])),
        ]),
      ),
      sql: new Map(results.results.map((result) => [nameOf(result.unique_id), result.compiled_code ?? ''])),
      rows: readRows(warehouse),
    };
  }

  #read(path: string): unknown {
    return JSON.parse(readFileSync(join(this.project.root, path), 'utf8'));
  }
}

/** A node may fail without having run: by a new test of unchanged rows. */
function hasRun(status: string, message: string | null): boolean {
  return status === 'success' || (status === 'error' && message?.startsWith('unchanged') !== true);
}

export function nameOf(id: string): string {
  return id.split('.')[2] ?? id;
}

/** A view over rows that its SQL refuses says so. */
function readRelation(database: InstanceType<typeof engine.Database>, name: string): readonly Row[] {
  try {
    return database.exec(`select * from "${name}"`)[0]?.values ?? [];
  } catch (error) {
    return [[String(error)]];
  }
}

export function readRows(path: string): ReadonlyMap<string, readonly Row[]> {
  if (!existsSync(path)) return new Map();
  const database = new engine.Database(readFileSync(path));
  try {
    const names = database.exec(
      "select name from sqlite_master where type in ('table', 'view') and name not like '\\_sp\\_%' escape '\\'",
    );
    return new Map((names[0]?.values.flat().map(String) ?? []).map((name) => [name, readRelation(database, name)]));
  } finally {
    database.close();
  }
}
