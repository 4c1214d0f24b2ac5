// A whole project on PostgreSQL: what a user sees, with a server that goes away in the middle.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runSp, type SpRun } from '../run-sp.js';
import { missingPrograms, startPostgres, type ThrowAwayServer } from '../servers/postgres-server.js';
import { createTempProject, type TempProject } from '../temp-project.js';

const reason = missingPrograms();
const tests = suite(`sp on a PostgreSQL of its own${reason === undefined ? '' : ` (${reason})`}`);
let server: Promise<ThrowAwayServer> | undefined;

const projectYml = `name: school
target: pg
targets:
  pg: { type: postgres, url: "{{env_var 'SCHOOL_PG' ''}}", schema: analytics, threads: 2 }
`;
const files = {
  'project.yml': projectYml,
  'seeds/raw.csv': 'id,grade,score\n1,Grade 9,80\n2,Grade 9,70\n3,Grade 10,90\n',
  'models/stg.sql':
    '---\nmaterialized: table\ncolumns:\n  - name: id\n    data_tests: [unique, not_null]\n---\nselect id, grade, score from {{ref "raw"}}\n',
  'models/by_grade.sql':
    '---\nmaterialized: partitioned\npartition_by: grade\nindexes: [{ columns: [grade] }]\n---\nselect grade, avg(score) as score from {{ref "stg" on="grade"}} group by grade\n',
  'models/top.sql':
    '---\nmaterialized: materialized_view\nindexes: [{ columns: [id], unique: true }]\n---\nselect id from {{ref "stg"}} where score > 75\n',
  'models/report.sql': 'select count(*) as n from {{ref "top"}}\n',
};

interface Target {
  readonly project: TempProject;
  readonly server: ThrowAwayServer;
  readonly sp: (...argv: readonly string[]) => Promise<SpRun>;
}

function test(name: string, body: (target: Target) => Promise<void>): void {
  if (reason !== undefined) return tests.skip(name);
  tests(name, async () => {
    server ??= startPostgres().then((started) => {
      process.once('exit', () => started.stop());
      return started;
    });
    const started = await server;
    const project = createTempProject(files);
    const env = { SCHOOL_PG: started.url };
    try {
      await body({ project, server: started, sp: (...argv) => runSp(argv, { cwd: project.root, env }) });
    } finally {
      project.cleanup();
    }
  });
}

test('a project of every materialization is built, shown, and built again where something changed', async ({
  sp,
  project,
}) => {
  const first = await sp('build');
  assert.is(first.exitCode, 0, first.stderr);
  const shown = await show(sp, 'select grade, score from {{ref "by_grade"}} order by 1');
  assert.is(shown, 'grade,score\nGrade 10,90\nGrade 9,75\n');
  project.write('seeds/raw.csv', `${files['seeds/raw.csv']}4,Grade 10,100\n`);
  const second = await sp('build');
  assert.is(second.exitCode, 0, second.stderr);
  const report = await show(sp, 'select n from {{ref "report"}}');
  assert.is(report, 'n\n3\n');
});

test('a test that fails keeps the version before', async ({ sp, project }) => {
  assert.is((await sp('build', '--full-refresh')).exitCode, 0);
  project.write('seeds/raw.csv', `${files['seeds/raw.csv']}1,Grade 9,10\n`);
  const run = await sp('build');
  assert.is(run.exitCode, 1);
  assert.match(run.stderr, 'not published: 1 test failed');
  assert.is(await show(sp, 'select count(*) as n from {{ref "stg"}}'), 'n\n3\n');
});

test('columns and views on them change in one run', async ({ sp, project }) => {
  assert.is((await sp('build', '--full-refresh')).exitCode, 0);
  project.write(
    'models/stg.sql',
    '---\nmaterialized: table\n---\nselect id, grade, score as points from {{ref "raw"}}\n',
  );
  project.write('models/by_grade.sql', 'select grade, sum(points) as points from {{ref "stg"}} group by grade\n');
  project.write(
    'models/top.sql',
    '---\nmaterialized: view\n---\nselect id, points from {{ref "stg"}} where points > 85\n',
  );
  const run = await sp('build');
  assert.is(run.exitCode, 0, run.stderr);
  assert.is(await show(sp, 'select id, points from {{ref "top"}}'), 'id,points\n3,90\n');
});

test('a server that dies fails what it was doing, at its place, and the next run finishes the work', async ({
  sp,
  project,
  server: own,
}) => {
  assert.is((await sp('build', '--full-refresh')).exitCode, 0);
  project.write(
    'models/slow.sql',
    '---\nmaterialized: table\n---\nselect s.id\nfrom {{ref "stg"}} as s, pg_sleep(60)\n',
  );
  project.write('models/after.sql', 'select id from {{ref "slow"}}\n');
  const running = sp('build', '--select', 'slow+');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  own.kill();
  const run = await running;
  assert.is(run.exitCode, 1);
  assert.match(run.stderr, 'the connection to the server was lost');
  assert.match(run.stderr, 'models/slow.sql:4:1');
  const refused = await sp('build');
  assert.is(refused.exitCode, 2);
  assert.match(refused.stderr, /cannot connect to 127\.0\.0\.1:\d+\/postgres: nothing listens there/);
  await own.restart();
  project.write('models/slow.sql', '---\nmaterialized: table\n---\nselect s.id from {{ref "stg"}} as s\n');
  const again = await sp('build');
  assert.is(again.exitCode, 0, again.stderr);
  assert.is(await show(sp, 'select count(*) as n from {{ref "after"}}'), 'n\n3\n');
});

async function show(sp: Target['sp'], sql: string): Promise<string> {
  const { stdout } = await sp('show', '--inline', sql, '--output', 'csv');
  return stdout.replaceAll('\r\n', '\n');
}

tests.run();
