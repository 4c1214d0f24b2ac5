// How little a build after the first one does: the bundled project built clean, then again after one change each time.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureProcess } from './measure-process.mjs';

const changes = [
  { name: 'nothing changed', apply: () => {} },
  { name: 'one view edited', apply: (folder) => wrapSelect(join(folder, 'models/marts/mart_report_card_subject.sql')) },
  { name: 'one leaf model edited', apply: (folder) => wrapSelect(join(folder, 'models/marts/mart_top_students.sql')) },
  { name: 'one score in a file changed', apply: (folder) => changeScore(join(folder, 'seeds/performance.csv')) },
];

/** One measured process a change, each on what the one before left; `clean` is the build that all began with. */
export async function measureRebuilds(sp, folder, clean) {
  const steps = [];
  for (const { name, apply } of changes) {
    apply(folder);
    const { stdout, ...measured } = await measureProcess(process.execPath, [sp, 'build', '--threads', '2', '--json'], {
      cwd: folder,
      usage: true,
    });
    steps.push({ name, ...measured, ...countNodes(stdout) });
  }
  return { clean, steps };
}

/** The model gives the same rows by other SQL. */
function wrapSelect(path) {
  const text = readFileSync(path, 'utf8');
  const [head, body] = splitFrontMatter(text);
  writeFileSync(path, `${head}select * from (\n${body.trimEnd()}\n) as edited where 1 = 1\n`);
}

function splitFrontMatter(text) {
  if (!text.startsWith('---\n')) return ['', text];
  const end = text.indexOf('\n---\n', 4) + 5;
  return [text.slice(0, end), text.slice(end)];
}

/** The first plain score becomes another one. */
function changeScore(path) {
  const text = readFileSync(path, 'utf8');
  const changed = text.replace(/^(S\d+,Math,)(\d\d)(,T3,)/m, (_, before, score, after) => {
    const other = score === '71' ? '72' : '71';
    return `${before}${other}${after}`;
  });
  if (changed === text) throw new Error(`${path} has no plain Math score of T3`);
  writeFileSync(path, changed);
}

/** Models and seeds that ran, partitions evaluated, tests that ran. */
function countNodes(stdout) {
  const counts = { built: 0, partitions: 0, tests: 0 };
  for (const line of stdout.split('\n')) {
    if (!line.startsWith('{')) continue;
    const { event, data } = JSON.parse(line);
    if (event !== 'node.finish' || data.status === 'reused' || data.status === 'no-op' || data.message === 'unchanged')
      continue;
    if (data.label.what === 'test') counts.tests += 1;
    else counts.built += 1;
    counts.partitions += data.partitions?.evaluated ?? 0;
  }
  return counts;
}
