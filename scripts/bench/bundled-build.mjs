// The bundled project in a folder of its own, built as a process, and where its time went.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { measureProcess } from './measure-process.mjs';

/** Copies project.yml and all that belongs to it. */
export function copyBundledProject(repository, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of ['project.yml', 'models', 'snapshots', 'macros', 'seeds', 'tests'])
    if (existsSync(join(repository, name))) cpSync(join(repository, name), join(folder, name), { recursive: true });
}

/** `sp build` with nothing there before. `flags`: further ones, e.g. the target. */
export function buildClean(sp, folder, threads, flags = []) {
  rmSync(join(folder, 'target'), { recursive: true, force: true });
  return runSp(sp, folder, ['build', '--threads', String(threads), ...flags]);
}

/** The partitioned models alone, on what the last build left. */
export function runPartitioned(sp, folder, threads) {
  const select = ['--select', 'config.materialized:partitioned', '--force'];
  return runSp(sp, folder, ['run', ...select, '--threads', String(threads)]);
}

async function runSp(sp, folder, args) {
  const startedAt = Date.now();
  const { stdout, jobs, ...measured } = await measureProcess(process.execPath, [sp, ...args, '--json'], {
    cwd: folder,
    usage: true,
  });
  const events = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  return {
    ...measured,
    phases: measurePhases(events, startedAt, startedAt + measured.wallMs),
    work: measureWork(jobs),
    slowest: findSlowest(events),
  };
}

/**
 * The process cut at its events, in milliseconds:
 * `start` until the plan is ready (load the program, parse, compile), `nodes` until the last node is finished,
 * `save` until the run is finished (write the file and the artifacts), `end` until the process is gone.
 */
function measurePhases(events, startedAt, endedAt) {
  const last = (name) => Date.parse(events.findLast(({ event }) => event === name)?.ts);
  const [planned, ran, saved] = [last('plan'), last('node.finish'), last('run.finish')];
  return { start: planned - startedAt, nodes: ran - planned, save: saved - ran, end: endedAt - saved };
}

/** What the worker threads did, in milliseconds of work; with two threads two of them pass at once. */
function measureWork(jobs) {
  const sum = (...kinds) => kinds.reduce((total, kind) => total + (jobs[kind]?.ms ?? 0), 0);
  return {
    seeds: sum('stage-seed'),
    models: sum('stage-table', 'stage-view', 'stage-partitions'),
    tests: sum('query'),
    merge: sum('merge-partitions', 'alter-image', 'columns'),
    write: sum('read-warehouse', 'write-warehouse'),
  };
}

function findSlowest(events) {
  return events
    .filter(({ event, data }) => event === 'node.finish' && data.label.what !== 'test')
    .map(({ data }) => ({ ...data.label, ms: data.durationMs }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 10);
}
