// The work of `sp build` on bare DuckDB of the same version: the statements that sp itself wrote down, two at a time, each
// as soon as what it reads is there. Run as a process with the name of a plan's file; prints one JSON line. Tables are
// made under their names at once. The files are read in the fastest way that was found to give the same texts: rows that
// the engine takes for bad are left out and not kept, and numbers count what is left.
import { readFileSync, rmSync, statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { DuckDBInstance, version } from '@duckdb/node-api';

const whiteSpace = '[9, 10, 11, 12, 13, 32, 133, 160, 8203, 65279]';

const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const suffix of ['', '.wal']) rmSync(plan.database + suffix, { force: true });
const startedAt = performance.now();
const instance = await DuckDBInstance.create(plan.database, {
  threads: String(plan.threads),
  memory_limit: plan.memoryLimit,
});
const nodes = {};
const failingTests = {};
const busy = { seeds: 0, models: 0, tests: 0 };
await runAll(
  [
    ...plan.seeds.map((seed) => ({
      id: seed.id,
      reads: [],
      run: (connection) => loadSeed(connection, seed),
      kind: 'seeds',
    })),
    ...plan.models.map((model) => ({ ...model, run: (connection) => buildModel(connection, model), kind: 'models' })),
    ...plan.tests.map((test) => ({ ...test, run: (connection) => runTest(connection, test), kind: 'tests' })),
  ],
  plan.threads,
);
const writer = await instance.connect();
await writer.run('checkpoint');
writer.closeSync();
instance.closeSync();
const wallMs = performance.now() - startedAt;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const sizeBytes = statSync(plan.database).size;
const figures = { wallMs, cpuMs: (userCPUTime + systemCPUTime) / 1000, peakBytes: maxRSS * 1024, sizeBytes };
process.stdout.write(`${JSON.stringify({ version: version(), ...figures, work: busy, nodes, failingTests })}\n`);

/** Tasks in their order, at most `slots` at once, each after those that it reads. */
async function runAll(tasks, slots) {
  const known = new Set(tasks.map(({ id }) => id));
  const done = new Set();
  const waiting = [...tasks];
  const wake = [];
  const next = () => {
    const index = waiting.findIndex(({ reads }) => reads.every((id) => !known.has(id) || done.has(id)));
    return index < 0 ? undefined : waiting.splice(index, 1)[0];
  };
  const work = async () => {
    const connection = await instance.connect();
    while (waiting.length > 0) {
      const task = next();
      if (task === undefined) {
        await new Promise((resolve) => wake.push(resolve));
        continue;
      }
      const before = performance.now();
      await task.run(connection);
      const ms = performance.now() - before;
      busy[task.kind] += ms;
      if (task.kind === 'models') nodes[task.name] = ms;
      done.add(task.id);
      for (const resolve of wake.splice(0)) resolve();
    }
    connection.closeSync();
  };
  await Promise.all(Array.from({ length: slots }, work));
}

async function loadSeed(connection, { table, rejected, files, rowId, trim, nfc }) {
  for (const [index, { path, label }] of files.entries()) {
    const names = readFileSync(path, 'utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/, 1)[0]
      .split(',');
    const values = names.map((name) => `${cleaned(quote(name), trim, nfc)} as ${quote(name)}`);
    if (rowId) values.push(`'${label}' as "_file"`, 'row_number() over () as "_row"');
    const columns = names.map((name) => `${text(name)}: 'varchar'`).join(', ');
    const source = trim
      ? `read_csv(${text(path)}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', ignore_errors = true, columns = {${columns}})`
      : `read_csv(${text(path)}, header = true)`;
    const verb = index === 0 ? `create table ${quote(table)} as` : `insert into ${quote(table)}`;
    await connection.run(`${verb} select ${values.join(', ')} from ${source}`);
  }
  if (rejected) {
    await connection.run(
      `create table ${quote(rejected)} ("_file" varchar, "_row" bigint, "raw" varchar, "reason" varchar)`,
    );
  }
}

/** Nearly all values are printable ASCII with nothing at their ends. */
function cleaned(column, trim, nfc) {
  if (!trim && !nfc) return column;
  const isPlain = `regexp_full_match(${column}, '[!-~]([ -~]*[!-~])?')`;
  const spaces = `(select string_agg(chr(c), '') from unnest(${whiteSpace}) as s(c))`;
  return `nullif(case when ${isPlain} then ${column} else nfc_normalize(trim(${column}, ${spaces})) end, '')`;
}

async function buildModel(connection, { name, kind, statements }) {
  if (kind === 'partitioned') {
    const [first, ...others] = statements;
    await connection.run(`create table ${quote(name)} as\n${first}`);
    for (const statement of others) await connection.run(`insert into ${quote(name)}\n${statement}`);
    return;
  }
  for (const statement of statements) await connection.run(statement.replaceAll(/__sp_[0-9a-f-]{12,}(?=")/g, ''));
}

async function runTest(connection, { name, sql }) {
  const result = await connection.runAndReadAll(`select count(*) from (\n${sql}\n)`);
  const [[count]] = result.getRows();
  if (count > 0n) failingTests[name] = Number(count);
}

function quote(name) {
  return `"${name.replaceAll('"', '""')}"`;
}

function text(value) {
  return `'${value.replaceAll("'", "''")}'`;
}
