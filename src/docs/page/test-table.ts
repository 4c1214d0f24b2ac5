import type { PageTest } from '../page-data.js';
import type { ProjectView } from '../project-view.js';
import { formatRoute } from '../route.js';
import { el } from './dom.js';
import type { Child } from './dom.js';
import { statusMark, testLink } from './parts.js';
import { describeFailures, testTitle } from './words.js';

export function testTable(project: ProjectView, tests: readonly PageTest[], withNode: boolean): HTMLElement {
  const body = el('tbody');
  for (const test of tests) body.append(testRow(project, test, withNode));
  return el('table', { class: 'ruled test-table' }, testTableHead(withNode), body);
}

export function testTableHead(withNode: boolean): HTMLElement {
  const titles = ['Status', 'Test', withNode ? 'Node and column' : 'Column', 'Finding'];
  return el('thead', {}, el('tr', {}, ...titles.map((title) => el('th', { scope: 'col' }, title))));
}

export function testRow(project: ProjectView, test: PageTest, withNode: boolean): HTMLElement {
  const about = (test.node === null ? test.parents : [test.node])
    .map((position) => project.data.nodes[position])
    .filter((node) => node !== undefined);
  const links = about.map((node, at): Child =>
    el(
      'span',
      {},
      at === 0 ? null : ', ',
      el('a', { class: 'id', href: formatRoute({ kind: 'node', id: node.id }) }, node.name),
    ),
  );
  return el(
    'tr',
    {},
    el('td', {}, statusMark(test.result)),
    el(
      'td',
      {},
      testLink(test, testTitle(test)),
      test.severity === 'warn' ? el('span', { class: 'soft' }, ' warns only') : null,
    ),
    el(
      'td',
      {},
      ...(withNode ? links : []),
      test.column === '' ? null : el('span', { class: 'id column' }, withNode ? `.${test.column}` : test.column),
    ),
    el('td', { class: 'soft' }, describeFailures(test)),
  );
}
