// `npm run bench [-- --only build,partitioned,duckdb,rebuild,models,startup] [--runs N] [--scale N] [--json FILE]`
// How fast sp is, and against what. All figures and ratios of a table come from one run of this script on one machine;
// of several runs of the same thing the median counts. Nothing here is asserted: a slow machine is no bug.
//
//   build        the bundled project, clean, as a process, with 2 threads and with 1; the same work on native SQLite
//   partitioned  its partitioned models alone, with 2 threads and with 1
//   duckdb       the bundled project on DuckDB, clean, and the same statements on the bare engine
//   scale        its data N times as many (100), generated and built on DuckDB within 4 GB; runs only when it is named
//   rebuild      the bundled project built again after nothing, a view, a model, a row of a file changed
//   models       a generated project of 1,000 models: list (parse) and compile
//   startup      the smallest commands

import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildClean, copyBundledProject, runPartitioned } from './bench/bundled-build.mjs';
import { buildScaled, runBareDuckdb } from './bench/duckdb.mjs';
import { generateProject } from './bench/generate-project.mjs';
import { measureProcess } from './bench/measure-process.mjs';
import { prepareNative, runNative } from './bench/native-sqlite.mjs';
import { measureRebuilds } from './bench/rebuild.mjs';
import {
  reportBuild,
  reportDuckdb,
  reportModels,
  reportPartitioned,
  reportRebuild,
  reportScale,
  reportStartup,
} from './bench/report.mjs';

const print = (text) => void process.stdout.write(`${text}\n`);
const repository = fileURLToPath(new URL('..', import.meta.url));
const sp = join(repository, 'dist/sp/sp.js');
const cache = join(repository, '.cache');
const work = join(cache, 'bench');
const bundled = join(work, 'bundled');

const sections = {
  build: async (runs) => {
    copyBundledProject(repository, bundled);
    const python = await prepareNative(cache).catch((error) => {
      print(`native SQLite is left out: ${error.message.split('\n')[0]}\n`);
    });
    const measured = { two: [], one: [], native: [] };
    for (let run = 0; run < runs; run += 1) {
      measured.one.push(await buildClean(sp, bundled, 1));
      measured.two.push(await buildClean(sp, bundled, 2));
      if (python) measured.native.push(await runNative(python, bundled, work));
    }
    return { figures: measured, text: reportBuild(measured) };
  },
  partitioned: async (runs) => {
    copyBundledProject(repository, bundled);
    await buildClean(sp, bundled, 2);
    const measured = { two: [], one: [] };
    for (let run = 0; run < runs; run += 1) {
      measured.one.push(await runPartitioned(sp, bundled, 1));
      measured.two.push(await runPartitioned(sp, bundled, 2));
    }
    return { figures: measured, text: reportPartitioned(measured) };
  },
  duckdb: async (runs) => {
    copyBundledProject(repository, bundled);
    const measured = { ours: [], bare: [] };
    for (let run = 0; run < runs; run += 1) {
      measured.ours.push(await buildClean(sp, bundled, 2, ['--target', 'duckdb']));
      measured.bare.push(await runBareDuckdb(bundled, work, 2));
    }
    return { figures: measured, text: reportDuckdb(measured) };
  },
  scale: async () => {
    const measured = await buildScaled(repository, sp, join(work, 'scaled'), scale);
    return { figures: measured, text: reportScale(measured) };
  },
  rebuild: async (runs) => {
    const measured = [];
    for (let run = 0; run < runs; run += 1) {
      copyBundledProject(repository, bundled);
      measured.push(await measureRebuilds(sp, bundled, await buildClean(sp, bundled, 2)));
    }
    return { figures: measured, text: reportRebuild(measured) };
  },
  models: async (runs) => {
    const folder = join(work, 'thousand');
    const { models } = generateProject(folder);
    const measured = { models, ls: [], compile: [] };
    for (let run = 0; run < runs; run += 1)
      for (const command of ['ls', 'compile'])
        measured[command].push(await measureProcess(process.execPath, [sp, command], { cwd: folder, usage: true }));
    return { figures: measured, text: reportModels(measured) };
  },
  startup: async (runs) => {
    const measured = { version: [], ls: [] };
    for (let run = 0; run < Math.max(runs, 5); run += 1) {
      measured.version.push(await measureProcess(process.execPath, [sp, '--version'], { cwd: repository }));
      measured.ls.push(await measureProcess(process.execPath, [sp, 'ls'], { cwd: repository }));
    }
    return { figures: measured, text: reportStartup(measured) };
  },
};

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    runs: { type: 'string', default: '3' },
    scale: { type: 'string', default: '100' },
    json: { type: 'string' },
  },
});
const wanted = values.only.flatMap((names) => names.split(','));
const unknown = wanted.filter((name) => !(name in sections));
const runs = Number(values.runs);
const scale = Number(values.scale);
if (unknown.length > 0 || ![runs, scale].every((count) => Number.isInteger(count) && count > 0)) {
  process.stderr.write(`--only takes ${Object.keys(sections).join(', ')}; --runs and --scale integers from 1\n`);
  process.exit(2);
}

const [cpu] = cpus();
const machine = `${cpus().length} × ${cpu?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
print(`${machine}, median of ${runs}\n`);
const [load = 0] = loadavg();
if (load > 0.5)
  print(`Other programs are busy (load ${load.toFixed(1)}): times, and ratios of 2 threads, say little.\n`);
const figures = { machine, load, runs };
for (const [name, measure] of Object.entries(sections)) {
  if (wanted.length > 0 ? !wanted.includes(name) : name === 'scale') continue;
  const { figures: own, text } = await measure(runs);
  figures[name] = own;
  print(`${text}\n`);
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
