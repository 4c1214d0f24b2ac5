import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { buildSearchIndex, rankNodes } from './rank-nodes.js';
import type { Searchable } from './rank-nodes.js';

function node(name: string, more: Partial<Searchable> = {}): Searchable {
  return {
    name,
    type: 'model',
    materialized: 'table',
    path: `models/${name}.sql`,
    description: '',
    tags: [],
    columns: [],
    ...more,
  };
}

function search(nodes: readonly Searchable[], query: string): readonly string[] {
  return rankNodes(buildSearchIndex(nodes), query).map((hit) => nodes[hit.position]?.name ?? '');
}

const students = { name: 'student_id', description: 'Stable key of the student.' };

test('an empty query lists everything in order', () => {
  assert.equal(search([node('b'), node('a')], '  '), ['b', 'a']);
});

test('exact name, then prefix, then whole part, then start of a part, then inside, then columns, then description', () => {
  const nodes = [
    node('described', { description: 'About attendance.' }),
    node('columned', { columns: [{ name: 'attendance', description: '' }] }),
    node('nonattendance'),
    node('stg_attendances'),
    node('mart_attendance_trend'),
    node('attendance_by_day'),
    node('attendance'),
  ];
  assert.equal(search(nodes, 'attendance'), [
    'attendance',
    'attendance_by_day',
    'mart_attendance_trend',
    'stg_attendances',
    'nonattendance',
    'columned',
    'described',
  ]);
});

test('every word must be found, wherever', () => {
  const nodes = [
    node('stg_homework'),
    node('mart_homework', { tags: ['marts'] }),
    node('mart_gpa', { tags: ['marts'] }),
  ];
  assert.equal(search(nodes, 'homework marts'), ['mart_homework']);
  assert.equal(search(nodes, 'homework nothing'), []);
});

test('a match elsewhere than in the name says where', () => {
  const index = buildSearchIndex([node('dim', { columns: [students], tags: ['core'], description: 'One row each.' })]);
  const because = (query: string): string | undefined => rankNodes(index, query)[0]?.because;
  assert.is(because('student_id'), 'column student_id');
  assert.is(because('core'), 'tag core');
  assert.is(because('row'), 'description');
  assert.is(because('stable'), 'column description');
  assert.is(because('dim'), '');
});

test('type: and tag: narrow, and combine with words', () => {
  const nodes = [
    node('students', { type: 'seed', materialized: 'seed' }),
    node('stg_students', { materialized: 'view', tags: ['staging'] }),
  ];
  assert.equal(search(nodes, 'type:seed'), ['students']);
  assert.equal(search(nodes, 'type:view students'), ['stg_students']);
  assert.equal(search(nodes, 'tag:staging'), ['stg_students']);
  assert.equal(search(nodes, 'tag:stag'), []);
});

test('case and accents do not matter', () => {
  assert.equal(search([node('Notas_José')], 'jose'), ['Notas_José']);
  assert.equal(search([node('view_x', { description: 'ÉTÉ' })], 'été'), ['view_x']);
});

test('when nothing matches, left out letters are forgiven', () => {
  assert.equal(search([node('mart_attendance_trend'), node('stg_students')], 'mrtattnd'), ['mart_attendance_trend']);
  assert.equal(search([node('stg_students')], 'zz'), []);
});

test('shorter names win ties, and the order is stable', () => {
  assert.equal(search([node('stg_b_long'), node('stg_a'), node('stg_b')], 'stg'), ['stg_a', 'stg_b', 'stg_b_long']);
});

test('queries are words, not patterns', () => {
  assert.equal(search([node('a.*b'), node('axxb')], '.*'), ['a.*b']);
  assert.equal(search([node('a')], '(['), []);
});

test.run();
