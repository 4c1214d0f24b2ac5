import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SpError } from '../errors/sp-error.js';
import { buildGraph } from '../graph/build-graph.js';
import {
  analysis,
  exposure,
  genericTest,
  model,
  seed,
  singularTest,
  source,
  tinyManifest,
} from '../testing/tiny-manifest.js';
import { selectNodes } from './select-nodes.js';
import type { SelectionRequest } from './selection.js';

const disabled = model('old_students').node;
const manifest = tinyManifest(
  [
    seed('raw_students', { tags: ['raw'] }),
    source('register.scores', { tags: ['raw'] }),
    source('register.rooms'),
    model('stg_students', { refs: ['raw_students'], path: 'models/staging/stg_students.sql', tags: ['nightly'] }),
    model('stg_scores', {
      refs: ['register.scores'],
      path: 'models/staging/stg_scores.sql',
      materialized: 'table',
      patchPath: 'models/staging.yml',
      meta: { owner: 'ann' },
    }),
    model('helper', { refs: ['stg_scores'], materialized: 'ephemeral', access: 'private' }),
    model('mart', {
      refs: ['stg_students', 'helper'],
      path: 'models/marts/mart.sql',
      materialized: 'partitioned',
      tags: ['nightly', 'core'],
      group: 'school',
    }),
    model('report_rows', { refs: ['mart'], path: 'models/marts/report_rows.sql' }),
    genericTest('unique', 'stg_students', { column: 'id' }),
    genericTest('shop.relationships', 'stg_scores', { name: 'scores_have_students', refs: ['stg_students'] }),
    genericTest('not_null', 'register.scores', { column: 'id', severity: 'warn' }),
    singularTest('totals_match', { refs: ['mart', 'stg_scores'] }),
    exposure('dashboard', { refs: ['mart'] }),
    analysis('how_many', { refs: ['mart'] }),
  ],
  { disabled: [disabled] },
);
const graph = buildGraph(manifest);

function select(request: string | Partial<SelectionRequest>) {
  return selectNodes(manifest, graph, {
    select: typeof request === 'string' ? [request] : [],
    exclude: [],
    resourceTypes: [],
    excludeResourceTypes: [],
    indirectSelection: 'empty',
    ...(typeof request === 'string' ? {} : request),
  });
}
const namesOf = (request: string | Partial<SelectionRequest>): string =>
  select(request)
    .nodes.map((id) => manifest.nodes.get(id)?.name ?? '')
    .sort()
    .join(' ');
const warningsOf = (request: string | Partial<SelectionRequest>): string =>
  select(request)
    .warnings.map(({ code, message, hint }) => `${code} ${message} | ${hint ?? ''}`)
    .join('\n');
function problemsOf(request: string | Partial<SelectionRequest>): string {
  try {
    select(request);
  } catch (error) {
    if (!(error instanceof SpError)) throw error;
    assert.is(error.exitCode, 2);
    return error.diagnostics.map(({ code, message, hint }) => `${code} ${message} | ${hint ?? ''}`).join('\n');
  }
  return '';
}

test('without a selector everything is selected, in the order of the graph', () => {
  assert.equal(select({}), { nodes: graph.order, warnings: [] });
});

test('names, folders, packages and wildcards', () => {
  assert.is(namesOf('mart'), 'mart');
  assert.is(namesOf('staging'), 'stg_scores stg_students');
  assert.is(namesOf('shop.marts.mart'), 'mart');
  assert.is(namesOf('stg_*'), 'stg_scores stg_students');
  assert.is(namesOf('dashboard how_many'), 'dashboard how_many');
  assert.is(namesOf('package:this'), namesOf({}));
});

test('sources are only found by their own method, or what is not a name', () => {
  assert.is(warningsOf('fqn:scores').slice(0, 6), 'SP4211');
  assert.is(namesOf('source:register'), 'rooms scores');
  assert.is(namesOf('source:register.s*'), 'scores');
  assert.is(namesOf('source:shop.register.rooms'), 'rooms');
  assert.is(namesOf('tag:raw'), 'raw_students scores');
});

test('paths and files', () => {
  assert.is(namesOf('models/marts'), 'mart report_rows');
  assert.is(namesOf('path:models/staging.yml'), 'stg_scores');
  assert.is(namesOf('path:models/**/stg_*.sql'), 'stg_scores stg_students');
  assert.is(namesOf('mart.sql'), 'mart');
  assert.is(namesOf('file:raw_students'), 'raw_students');
  assert.is(namesOf('path:models/sources.yml'), 'rooms scores');
});

test('tags, groups, access, config, types', () => {
  assert.is(namesOf('tag:nightly'), 'mart stg_students');
  assert.is(namesOf('group:sch*'), 'mart');
  assert.is(namesOf('access:private'), 'helper');
  assert.is(namesOf('config.materialized:partitioned'), 'mart');
  assert.is(namesOf('config.meta.owner:ann'), 'stg_scores');
  assert.is(namesOf('config.severity:warn'), 'not_null_register_scores_id');
  assert.is(namesOf('resource_type:seed'), 'raw_students');
  assert.is(namesOf('resource_type:analysis'), 'how_many');
  assert.is(namesOf('exposure:*'), 'dashboard');
  assert.is(namesOf('exposure:shop.dash*'), 'dashboard');
  assert.is(namesOf('version:none,tag:core'), 'mart');
});

test('tests by their macro’s name and by their kind', () => {
  assert.is(namesOf('test_name:unique'), 'unique_stg_students_id');
  assert.is(namesOf('test_name:relationships'), 'scores_have_students');
  assert.is(namesOf('test_name:totals_match'), 'totals_match');
  assert.is(namesOf('test_type:singular'), 'totals_match');
  assert.is(
    namesOf('test_type:data'),
    'not_null_register_scores_id scores_have_students totals_match unique_stg_students_id',
  );
  assert.is(namesOf('test_type:schema'), namesOf('test_type:generic'));
});

test('operators walk the graph; ephemerals, sources and exposures are part of it', () => {
  assert.is(namesOf('+helper'), 'helper scores stg_scores');
  assert.is(namesOf('1+helper'), 'helper stg_scores');
  assert.is(namesOf('helper+1'), 'helper mart');
  assert.is(namesOf('mart+'), 'dashboard how_many mart report_rows totals_match');
  assert.is(namesOf('@helper,resource_type:seed'), 'raw_students');
});

test('spaces and further values join, commas intersect, exclusions come last', () => {
  assert.is(namesOf({ select: ['mart helper', 'stg_scores'] }), 'helper mart stg_scores');
  assert.is(namesOf('tag:nightly,tag:core'), 'mart');
  assert.is(namesOf({ select: ['+mart'], exclude: ['+helper', 'raw_students'] }), 'mart stg_students');
  assert.is(
    namesOf({ exclude: ['+mart+'] }),
    'not_null_register_scores_id rooms scores_have_students unique_stg_students_id',
  );
});

test('tests come along with any parent (eager)', () => {
  assert.is(
    namesOf({ select: ['stg_students'], indirectSelection: 'eager' }),
    'scores_have_students stg_students unique_stg_students_id',
  );
  assert.is(
    namesOf({ select: ['tag:nightly'], exclude: ['stg_scores'], indirectSelection: 'eager' }),
    'mart stg_students unique_stg_students_id',
  );
});

test('tests come along with all parents (cautious), wherever those come from', () => {
  assert.is(
    namesOf({ select: ['stg_students'], indirectSelection: 'cautious' }),
    'stg_students unique_stg_students_id',
  );
  assert.is(
    namesOf({ select: ['stg_students', 'stg_scores'], indirectSelection: 'cautious' }),
    'scores_have_students stg_scores stg_students unique_stg_students_id',
  );
  assert.is(
    namesOf({ select: ['staging'], exclude: ['stg_scores'], indirectSelection: 'cautious' }),
    'stg_students unique_stg_students_id',
  );
});

test('tests come along when what is selected needs their other parents anyway (buildable)', () => {
  assert.is(namesOf({ select: ['mart'], indirectSelection: 'buildable' }), 'mart totals_match');
  assert.is(namesOf({ select: ['mart'], indirectSelection: 'cautious' }), 'mart');
  assert.is(
    namesOf({ select: ['stg_students'], indirectSelection: 'buildable' }),
    'stg_students unique_stg_students_id',
  );
});

test('a test that was named stays, whatever the mode', () => {
  for (const indirectSelection of ['eager', 'cautious', 'buildable', 'empty'] as const) {
    assert.is(namesOf({ select: ['totals_match'], indirectSelection }), 'totals_match');
  }
});

test('resource types are kept or left out at the end', () => {
  assert.is(namesOf({ select: ['+mart'], resourceTypes: ['seed', 'source'] }), 'raw_students scores');
  assert.is(namesOf({ select: ['+helper'], excludeResourceTypes: ['source'] }), 'helper stg_scores');
});

test('a selection without a node for the command says what it holds', () => {
  assert.is(
    warningsOf({ select: ['raw_students', 'how_many', 'source:register'], resourceTypes: ['model'] }),
    'SP4213 The selection holds 1 seed, 2 sources, 1 analysis, but this command works on model only | ',
  );
});

test('a criterion that matches nothing warns and suggests, and the rest still counts', () => {
  const warned = (text: string): string => warningsOf({ select: [text, 'mart'] });
  const nothing = (text: string, hint: string) =>
    `SP4211 The selection criterion "${text}" matches no enabled node | ${hint}`;
  assert.is(namesOf({ select: ['+stg_studens', 'mart'] }), 'mart');
  assert.is(warned('+stg_studens'), nothing('+stg_studens', 'did you mean "+stg_students"?'));
  assert.is(warned('tag:nightl'), nothing('tag:nightl', 'did you mean "tag:nightly"?'));
  assert.is(warned('models/stagin'), nothing('models/stagin', 'did you mean "models/staging"?'));
  assert.is(warned('register'), nothing('register', 'did you mean "source:register"?'));
  assert.is(warned('rooms+'), nothing('rooms+', 'did you mean "source:register.rooms+"?'));
  assert.is(warned('core'), nothing('core', 'did you mean "tag:core"?'));
  assert.is(
    warned('old_students'),
    nothing('old_students', '"old_students" is disabled (models/old_students.sql:1:1).'),
  );
  assert.is(
    warned('config.materialised:view'),
    nothing('config.materialised:view', 'did you mean "config.materialized:view"?'),
  );
  assert.is(
    warned('config.materialized:tabel'),
    nothing('config.materialized:tabel', 'did you mean "config.materialized:table"?'),
  );
  assert.is(warned('source:registr'), nothing('source:registr', 'did you mean "source:register"?'));
  assert.is(warned('zzz*'), nothing('zzz*', ''));
  assert.is(warned('qqqqqqqq'), nothing('qqqqqqqq', ''));
});

test('an exclusion that matches nothing warns too, and each criterion once', () => {
  assert.is(warningsOf({ select: ['mart'], exclude: ['helpr', 'helpr'] }).split('\n').length, 1);
});

test('an empty intersection of parts that match is said to be one', () => {
  assert.is(
    warningsOf('tag:core,path:models/staging'),
    'SP4212 Nothing is in all parts of "tag:core,models/staging" | A comma keeps what the parts have in common; a space joins them.',
  );
});

test('an unknown method stops with the nearest one', () => {
  const methods =
    'fqn, path, file, tag, group, access, source, exposure, package, config, resource_type, test_name, test_type, version';
  assert.is(
    problemsOf('tags:nightly'),
    `SP4206 "tags:nightly" selects by "tags", which is no selection method | did you mean "tag"? The methods are ${methods}.`,
  );
  assert.is(
    problemsOf('metric:x'),
    `SP4206 "metric:x" selects by "metric", which is no selection method | The methods are ${methods}.`,
  );
});

test('a method of a later version says what it would need', () => {
  assert.is(
    problemsOf('state:modified+'),
    'SP4207 "state:modified+": this version of sp does not select by "state" | It compares with an earlier manifest (--state).',
  );
  assert.match(problemsOf('result:error'), /--state/);
});

test('missing or superfluous arguments of a method are errors', () => {
  const form = 'config.materialized:view, or config.meta.owner:NAME';
  assert.is(problemsOf('config:view'), `SP4208 "config:view" is incomplete or has a part too many | Write ${form}.`);
  assert.is(problemsOf('tag.a:b'), 'SP4208 "tag.a:b" is incomplete or has a part too many | Write tag:NAME.');
});

test('a value that a method cannot know is an error', () => {
  assert.is(
    problemsOf('resource_type:modl'),
    'SP4209 "resource_type:modl" has a value that its method does not know | did you mean "model"? Write resource_type:model.',
  );
  assert.is(
    problemsOf('source:a.b.c.d'),
    'SP4209 "source:a.b.c.d" has a value that its method does not know | Write source:NAME, source:NAME.TABLE, or source:PACKAGE.NAME.TABLE.',
  );
  assert.match(problemsOf('test_type:single'), /SP4209/);
});

test('an unknown resource type stops with the nearest one', () => {
  assert.is(
    problemsOf({ excludeResourceTypes: ['tets'] }),
    'SP4210 "tets" is no resource type | did you mean "test"? The resource types are model, seed, snapshot, test, unit_test, source, exposure, analysis.',
  );
});

test('all problems of a request are reported together', () => {
  const problems = problemsOf({ select: ['tag:', 'foo:bar'], exclude: ['++x'], resourceTypes: ['x'] });
  assert.equal(
    problems.split('\n').map((line) => line.slice(0, 6)),
    ['SP4210', 'SP4202', 'SP4206', 'SP4203'],
  );
});

test.run();
