// Kills `sp build` by SIGKILL at random moments, with an edit of the project before each run, and looks at what is left:
// the warehouse must be whole and hold the previous build or the new one, and the next build must equal a clean one.
//
//   npm run chaos -- [--kills 300] [--engine sqlite|duckdb] [--seed 1] [--sp FILE]
//
// On sqlite the warehouse as a whole is one of the two; on duckdb, which publishes node by node, each relation is.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ChaosProject, stateCount } from './chaos/project.mjs';
import { createRandom } from './chaos/random.mjs';
import { readers } from './chaos/read-warehouse.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    engine: { type: 'string', default: 'sqlite' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    sp: { type: 'string', default: join(root, 'dist/sp/sp.js') },
  },
});
const kills = Number(values.kills);
const { engine } = values;
const random = createRandom(Number(values.seed));
const reader = readers[engine];
if (reader === undefined || !(kills > 0)) {
  say(process.stderr, `--engine is one of ${Object.keys(readers).join(', ')}, --kills a number`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'sp-chaos-'));
const startedAt = Date.now();
const figures = { killed: 0, previous: 0, new: 0, 'some of each': 0, leftovers: 0, halfWritten: 0, mended: 0 };
let followUps = 0;

class Problem extends Error {}

function say(stream, text) {
  stream.write(`${text}\n`);
}

/** Runs `sp build` to its end, or until `kill` has it killed. */
async function build(project, kill) {
  const begin = performance.now();
  const child = spawn(process.execPath, [values.sp, 'build', '--project-dir', project.root], {
    env: { ...process.env, NO_COLOR: '1', SP_LOCK_TIMEOUT: '20' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const disarm = kill?.(() => child.kill('SIGKILL'));
  const { code, signal } = await new Promise((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  disarm?.();
  return { code, signal, output, durationMs: performance.now() - begin };
}

async function buildWell(project) {
  const run = await build(project);
  if (run.code !== 0) throw new Problem(`sp build ended with ${run.code}:\n${run.output}`);
  return run;
}

/** Files whose appearance or change tells where a run is. */
const marks = {
  'the lock': /\.sp-lock$/,
  'the new warehouse or its log': /\.tmp$|\.wal$/,
  'the warehouse': /warehouse\.\w+$/,
  'the artifacts': /sp\.json|manifest\.json|run_results\.json/,
};

/** Half of the kills come at any moment, half soon after something happened in the target folder. */
function chooseKill(project, typicalMs) {
  if (random.next() < 0.5) {
    const delayMs = random.next() * typicalMs * 1.1;
    return (kill) => {
      const timer = setTimeout(() => kill(), delayMs);
      return () => clearTimeout(timer);
    };
  }
  const names = Object.values(marks);
  const mark = names[random.below(names.length)];
  const nth = 1 + random.below(3);
  const busyMs = random.next() < 0.5 ? 0 : random.next() * 8;
  return (kill) => {
    let events = 0;
    const watcher = watch(project.target, (_, name) => {
      if (!mark.test(name ?? '')) return;
      events += 1;
      if (events !== nth) return;
      const until = performance.now() + busyMs;
      while (performance.now() < until);
      kill();
    });
    return () => watcher.close();
  };
}

const leftovers = (project) => readdirSync(project.target, { recursive: true }).filter((name) => name.includes('.sp-'));

/**
 * DuckDB itself leaves a file that cannot be opened when it is killed in a checkpoint; the next command of sp, also one that
 * only reads, mends it.
 */
async function readMended(project) {
  if (engine === 'sqlite') return reader(project.warehouse);
  try {
    return await reader(project.warehouse);
  } catch {
    figures.mended += 1;
    const words = ['show', '--inline', 'select 1 as x', '--project-dir', project.root];
    spawnSync(process.execPath, [values.sp, ...words]);
    return reader(project.warehouse);
  }
}

/** Which of the two builds a relation is of. */
function judge(before, now, after, views) {
  const verdicts = new Set();
  for (const name of new Set([...before.keys(), ...now.keys(), ...after.keys()])) {
    // Where nodes are published one by one, a view of one build can read a table of the other.
    if (engine !== 'sqlite' && views.has(name)) continue;
    const found = now.get(name);
    const isOld = found === before.get(name);
    // What a build no longer makes stays until `sp clean --orphans`.
    const isNew = found === after.get(name) || (!after.has(name) && isOld);
    if (!isOld && !isNew) throw new Problem(`${name} is of neither build`);
    if (isOld !== isNew) verdicts.add(isOld ? 'previous' : 'new');
  }
  return verdicts.size === 2 ? 'some of each' : ([...verdicts][0] ?? 'previous');
}

function mustEqual(found, clean) {
  for (const [name, hash] of clean) {
    if (found.get(name) !== hash) throw new Problem(`${name} is not what a clean build makes of it`);
  }
}

async function main() {
  const clean = [];
  for (let state = 0; state < stateCount; state += 1) {
    const project = new ChaosProject(join(folder, `clean-${state}`), engine);
    project.write(state);
    await buildWell(project);
    clean.push((await reader(project.warehouse)).contents);
  }
  const project = new ChaosProject(join(folder, 'killed'), engine);
  let state = 0;
  project.write(state);
  await buildWell(project);
  project.write((state = 1));
  const typical = await buildWell(project);
  let { contents } = await reader(project.warehouse);
  mustEqual(contents, clean[state]);
  say(
    process.stdout,
    `${kills} kills on ${engine}, seed ${values.seed}; one build takes ${Math.round(typical.durationMs)} ms`,
  );

  while (figures.killed < kills) {
    state = (state + 1 + random.below(stateCount - 1)) % stateCount;
    project.write(state);
    const { code, signal, output } = await build(project, chooseKill(project, typical.durationMs));
    if (signal === null && code !== 0) throw new Problem(`sp build ended with ${code}:\n${output}`);
    if (signal !== null) {
      figures.killed += 1;
      const left = leftovers(project);
      if (left.length > 0) figures.leftovers += 1;
      if (left.some((name) => name.endsWith('.tmp'))) figures.halfWritten += 1;
    }
    const { contents: now, staged, views } = await readMended(project);
    if (signal !== null && staged.length > 0) figures.halfWritten += 1;
    const verdict = judge(contents, now, clean[state], views);
    if (engine === 'sqlite' && verdict === 'some of each') throw new Problem('the warehouse mixes two builds');
    if (signal !== null) figures[verdict] += 1;
    contents = now;
    if (random.next() < 0.35 || figures.killed === kills) {
      await buildWell(project);
      followUps += 1;
      const after = await reader(project.warehouse);
      contents = after.contents;
      mustEqual(contents, clean[state]);
      const left = [...leftovers(project), ...after.staged];
      if (left.length > 0) throw new Problem(`left by dead runs: ${left.join(', ')}`);
    }
    if (figures.killed % 50 === 0 && signal !== null) say(process.stdout, `  ${figures.killed} kills`);
  }
}

try {
  await main();
  say(
    process.stdout,
    [
      `${figures.killed} kills: ${figures.previous} left the previous build, ${figures.new} the new one` +
        (engine === 'sqlite' ? '' : `, ${figures['some of each']} relations of each`),
      `${figures.leftovers} left a lock or temporary files (${figures.halfWritten} with something half-written); all were removed by a later run`,
      ...(engine === 'sqlite' ? [] : [`${figures.mended} files were mended by the next command`]),
      `${followUps} builds after kills: all equal to a clean build`,
      `0 torn, 0 lost; ${Math.round((Date.now() - startedAt) / 1000)} s`,
    ].join('\n'),
  );
  rmSync(folder, { recursive: true, force: true });
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  say(process.stderr, `after ${figures.killed} kills, seed ${values.seed}: ${error.message}\nkept: ${folder}`);
  process.exitCode = 1;
}
