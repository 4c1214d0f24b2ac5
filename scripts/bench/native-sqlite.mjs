// The same work on native SQLite: what `sp build` left in target/ becomes a plan for native_sqlite.py, which runs in a
// virtual environment with the newest apsw (its wheel brings a SQLite as new as sql.js's).
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureProcess } from './measure-process.mjs';

const script = fileURLToPath(new URL('native_sqlite.py', import.meta.url));

/** Path of a Python with apsw, made on first use; throws when there is no python3 or nothing can be installed. */
export async function prepareNative(cacheFolder) {
  const folder = join(cacheFolder, 'bench-venv');
  const python = join(folder, 'bin/python');
  const hasCsv = ['-c', 'import apsw.sqlite_extra as e; assert e.has("csv")'];
  const works = existsSync(python) && (await measureProcess(python, hasCsv).catch(() => undefined));
  if (works) return python;
  await measureProcess('python3', ['-m', 'venv', '--clear', folder]);
  await measureProcess(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'apsw']);
  await measureProcess(python, hasCsv);
  return python;
}

/** Runs what the last build in `project` ran. */
export async function runNative(python, project, workFolder) {
  mkdirSync(workFolder, { recursive: true });
  const database = join(workFolder, 'native.sqlite');
  const planFile = join(workFolder, 'native-plan.json');
  rmSync(database, { force: true });
  writeFileSync(planFile, JSON.stringify({ ...readPlan(project), database }));
  const { stdout } = await measureProcess(python, [script, planFile], { cwd: project });
  return JSON.parse(stdout);
}

/** What the last build in `project` ran: seeds, models and tests, in its order, with what each reads. */
export function readPlan(project) {
  const read = (path) => JSON.parse(readFileSync(join(project, 'target', path), 'utf8'));
  const { nodes } = read('manifest.json');
  const plan = { like: join(project, 'target/warehouse.sqlite'), seeds: [], models: [], tests: [] };
  for (const { unique_id: id } of read('run_results.json').results) {
    const node = nodes[id];
    const sql = () => readFileSync(join(project, 'target/run', node.package_name, node.original_file_path), 'utf8');
    if (node.resource_type === 'seed') plan.seeds.push({ id, ...toSeed(project, node) });
    else if (node.resource_type === 'test')
      plan.tests.push({ id, reads: node.depends_on.nodes, name: node.name, sql: node.compiled_code });
    else plan.models.push({ id, reads: node.depends_on.nodes, ...toModel(node, sql()) });
  }
  return plan;
}

function toSeed(project, node) {
  const { config, original_file_path: path, alias } = node;
  const folder = path.split('/')[0];
  const patterns = [config.files ?? path.slice(folder.length + 1)].flat().map((pattern) => globToRegExp(pattern));
  const names = readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' }).sort();
  const files = patterns.flatMap((pattern) => names.filter((name) => pattern.test(name)));
  return {
    table: alias,
    rejected: config.on_bad_row === 'quarantine' ? `${alias}__rejected` : null,
    rowId: config.row_id === true,
    trim: config.trim === 'unicode',
    nfc: config.unicode === 'nfc',
    files: files.map((file) => ({ path: join(project, folder, file), label: file })),
  };
}

function globToRegExp(pattern) {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${source}$`);
}

/**
 * Partitions stand in the file as one SELECT each, an incremental model as one, a snapshot as its rows of a batch, which is
 * its own SELECT; other models as the statements that were run.
 */
function toModel(node, text) {
  const { alias: name, compiled_code: select, config } = node;
  const kind = config.materialized;
  if (node.resource_type === 'snapshot') {
    const rows = text.replaceAll(/(?:"[^"]*"\.)?"[^"]*__sp_batch"/g, `(\n${select}\n) as sp_batch`);
    return { name, kind, statements: [`create table "${name}" as\n${rows}`] };
  }
  if (kind === 'incremental') return { name, kind, statements: [`create table "${name}" as\n${text}`] };
  return { name, kind, statements: text.split(kind === 'partitioned' ? /;\n\n/ : /;\n(?=create )/) };
}
