import { missingText, type PortableCase } from './portable-case.js';

const readings = [
  { id: '1', taken: '10', value: "'old'" },
  { id: '1', taken: '20', value: "'new'" },
  { id: 'cast(null as integer)', taken: '5', value: "'kept'" },
  { id: 'cast(null as integer)', taken: '1', value: "'gone'" },
  { id: '2', taken: '7', value: "'only'" },
];

export const relationCases: readonly PortableCase[] = [
  {
    kind: 'query',
    name: 'deduplicate',
    args: ['rows', 'id', 'taken desc'],
    options: { columns: ['value', 'id'] },
    rows: readings,
    expected: ['kept', 'new', 'only'],
  },
];

const pupils = [
  { id: '1', name: "'Ä'", math: '3', art: 'cast(null as integer)' },
  { id: '2', name: "''", math: 'cast(null as integer)', art: '-2' },
  { id: '3', name: missingText, math: '3', art: '5' },
];
const others = "(select 4 as id, 'x' as extra) as u";

export const columnCases: readonly PortableCase[] = [
  { kind: 'list', name: 'star', args: ['t'], rows: pupils, expected: [1, 2, 3] },
  { kind: 'list', name: 'star', args: ['t'], options: { except: ['ID'] }, rows: pupils, expected: ['Ä', '', null] },
  {
    kind: 'list',
    name: 'star',
    args: ['t'],
    options: { except: ['id', 'name', 'art'], prefix: 'p_', suffix: '_e', relation_alias: 't' },
    column: 'p_math_e',
    rows: pupils,
    expected: [3, null, 3],
  },
  { kind: 'list', name: 'pivot', args: ['math', [3]], rows: pupils, expected: 2 },
  { kind: 'list', name: 'pivot', args: ['math', [4]], rows: pupils, expected: 0 },
  { kind: 'list', name: 'pivot', args: ['math', [null]], rows: pupils, expected: 1 },
  { kind: 'list', name: 'pivot', args: ['name', ['Ä']], rows: pupils, expected: 1 },
  {
    kind: 'list',
    name: 'pivot',
    args: ['name', ['Ä', '']],
    options: { prefix: 'v_' },
    column: 'v_',
    rows: pupils,
    expected: 1,
  },
  { kind: 'list', name: 'pivot', args: ['math', [3]], options: { agg: 'count' }, rows: pupils, expected: 2 },
  {
    kind: 'list',
    name: 'pivot',
    args: ['id', [2]],
    options: { agg: 'max', then_value: 'art', prefix: 'art_' },
    column: 'art_2',
    rows: pupils,
    expected: -2,
  },
  {
    kind: 'list',
    name: 'pivot',
    args: ['id', [1]],
    options: { agg: 'min', then_value: 'art' },
    rows: pupils,
    expected: null,
  },
  {
    kind: 'query',
    name: 'unpivot',
    args: ['rows'],
    options: { exclude: ['id'], remove: ['name'] },
    column: 'field_name',
    rows: pupils,
    expected: ['art', 'art', 'art', 'math', 'math', 'math'],
  },
  {
    kind: 'query',
    name: 'unpivot',
    args: ['rows'],
    options: { columns: ['math', 'art'], cast_to: 'text', value_name: 'wert' },
    column: 'wert',
    rows: pupils,
    expected: ['-2', '3', '3', '5', null, null],
  },
  {
    kind: 'query',
    name: 'union_relations',
    args: [['rows', others]],
    known: { [others]: ['id', 'extra'] },
    rows: pupils,
    expected: [1, 2, 3, 4],
  },
  {
    kind: 'query',
    name: 'union_relations',
    args: [['rows', others, others]],
    known: { [others]: ['id', 'extra'] },
    column: 'extra',
    rows: pupils,
    expected: ['x', 'x', null, null, null],
  },
  {
    kind: 'query',
    name: 'union_relations',
    args: [[others, 'rows', others]],
    known: { [others]: ['id', 'extra'] },
    options: { include: ['math', 'id'] },
    column: 'math',
    rows: pupils,
    expected: [3, 3, null, null, null],
  },
];
