// The law of building again: whatever was edited and whatever failed on the way, what is then there is what a build from
// nothing gives, and nothing ran whose SQL, config and inputs were the same. SP_LAWS_RUNS asks for more projects,
// SP_LAWS_SEED and SP_LAWS_PATH for the one of an earlier failure.

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ExpectedRuns } from './expected-runs.js';
import { LawWorkbench, nameOf, type BuildReport } from './law-workbench.js';
import { applyEdit, randomEdit, randomProject, type RandomEdit, type RandomProject } from './random-project.js';

const { SP_LAWS_RUNS: runs = '5', SP_LAWS_SEED: seed, SP_LAWS_PATH: path } = process.env;
const parameters = {
  numRuns: Number(runs),
  endOnFailure: true,
  includeErrorInReport: true,
  ...(seed !== undefined && { seed: Number(seed) }),
  ...(path !== undefined && { path }),
};
const edits = fc.array(fc.array(randomEdit, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });

test('building again gives what a build from nothing gives, and runs nothing whose inputs are unchanged', () =>
  fc.assert(
    fc.asyncProperty(randomProject, edits, async (project, steps) => {
      const bench = new LawWorkbench();
      try {
        await followSteps(bench, project, steps);
      } finally {
        bench.cleanup();
      }
    }),
    parameters,
  ));

async function followSteps(
  bench: LawWorkbench,
  first: RandomProject,
  steps: readonly (readonly RandomEdit[])[],
): Promise<void> {
  const expected = new ExpectedRuns();
  let project = first;
  for (const step of [[], ...steps]) {
    project = step.reduce(applyEdit, project);
    bench.write(project);
    const clean = await bench.buildClean();
    const again = await bench.buildAgain();
    checkSameResults(again, clean);
    const { nodes, partitions } = expected.next(project, clean);
    expectSame('nodes that ran', again.ran, [...nodes].sort(), again);
    expectSame('partitions that ran', partitionsThatRan(again, nodes), [...partitions].sort(), again);
  }
  const last = await bench.buildAgain();
  const needless = last.ran.filter((name) => !mustRun(project, last, name));
  expectSame('nodes that ran though nothing changed', needless, [], last);
}

/** Failed nodes and volatile ones run every time. */
function mustRun(project: RandomProject, report: BuildReport, name: string): boolean {
  const status = report.statuses.get(`model.laws.${name}`) ?? report.statuses.get(`seed.laws.${name}`);
  if (status === 'error') return true;
  const isVolatile = (each: string): boolean => {
    const node = project.nodes.find((candidate) => candidate.name === each);
    if (node === undefined || node.kind === 'seed') return false;
    const ephemerals = node.inputs.filter((input) =>
      project.nodes.some((n) => n.name === input && n.kind === 'ephemeral'),
    );
    return node.isVolatile || ephemerals.some(isVolatile);
  };
  return isVolatile(name);
}

function checkSameResults(again: BuildReport, clean: BuildReport): void {
  // Tests of rows that an earlier build left have something to look at where a build from nothing has nothing.
  const hasVerdict = ([id]: readonly [string, string]): boolean =>
    !id.startsWith('test.') || clean.statuses.get(id) !== 'skipped';
  const statuses = (report: BuildReport): readonly string[] =>
    [...report.statuses].filter(hasVerdict).map(([id, status]) => `${id} ${status === 'reused' ? 'success' : status}`);
  expectSame('statuses', statuses(again), statuses(clean), again);
  expectSame('exit code', again.exitCode, clean.exitCode, again);
  for (const [id, status] of clean.statuses) {
    const name = nameOf(id);
    if (status !== 'success' || id.startsWith('test.')) continue;
    expectSame(`rows of ${name}`, again.rows.get(name), clean.rows.get(name), again);
  }
}

function expectSame(what: string, actual: unknown, expected: unknown, { output }: BuildReport): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  assert.is(found, wanted, `${what}:\n${found}\ninstead of\n${wanted}\n${output}`);
}

function partitionsThatRan({ partitions }: BuildReport, nodes: readonly string[]): readonly string[] {
  return [...partitions]
    .filter(([name]) => nodes.includes(name))
    .flatMap(([name, list]) =>
      [...list].filter(([, status]) => status === 'success' || status === 'error').map(([each]) => `${name} ${each}`),
    )
    .sort();
}

test.run();
