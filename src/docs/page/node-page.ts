import { findNeighbourhood } from '../lineage/neighbourhood.js';
import type { PageColumn, PageNode, PageTest } from '../page-data.js';
import { compareTones } from '../project-view.js';
import type { ProjectView } from '../project-view.js';
import { formatRoute, lineageOf } from '../route.js';
import { formatCount, formatPlural } from '../text/format.js';
import { drawGraph } from './draw-graph.js';
import { button, el, externalLink, safeHref, svg } from './dom.js';
import { icon, toneIcon, typeIcon } from './icons.js';
import { renderMarkdown } from './markdown.js';
import { command, emptyNote, heading, message, nodeLink, section, statusMark } from './parts.js';
import { createSqlView } from './sql-view.js';
import { testTable } from './test-table.js';
import type { PageContext, View } from './view.js';
import { canRun, describeFailures, measures, summarizeTests } from './words.js';

/** Above this many neighbours the small graph would be a thicket; the lists say it better. */
const SMALL_GRAPH_NODES = 24;

/** Everything about one node or one test. */
export function createNodePage(context: PageContext, id: string): View {
  const { project } = context;
  const node = project.data.nodes[project.nodesById.get(id) ?? -1];
  if (node !== undefined) return nodeView(context, node, project.nodesById.get(id) ?? -1);
  const test = project.data.tests[project.testsById.get(id) ?? -1];
  if (test !== undefined) return testView(project, test);
  const element = el(
    'div',
    { class: 'page' },
    heading('Not in this project'),
    emptyNote('There is no node ', command(id), '. It may have been renamed or removed since the address was made.'),
  );
  return { element, title: 'Not found' };
}

function nodeView(context: PageContext, node: PageNode, position: number): View {
  const { project } = context;
  const tests = node.tests
    .map((at) => project.data.tests[at])
    .filter((test) => test !== undefined)
    .sort((a, b) => compareTones(a.result?.tone ?? null, b.result?.tone ?? null));
  const element = el(
    'article',
    { class: 'page node' },
    el(
      'p',
      { class: 'kicker' },
      typeIcon(node.type),
      node.type,
      node.materialized !== '' && node.materialized !== node.type && el('span', {}, node.materialized),
      node.package !== project.data.project.name && el('span', {}, node.package),
    ),
    heading(node.name),
    el(
      'p',
      { class: 'facts' },
      canRun(node) && statusMark(node.result),
      ...measures(node.result).map((text) => el('span', {}, text)),
      node.relation !== '' && el('span', { class: 'id' }, node.relation),
      node.path !== '' && el('span', { class: 'id' }, node.path),
    ),
    node.result !== null && node.result.tone !== 'ok' && node.result.message !== ''
      ? message(node.result.message)
      : null,
    el(
      'div',
      { class: 'with-aside' },
      el(
        'div',
        { class: 'body' },
        node.isHidden ? emptyNote('This node is hidden from the documentation (docs: {show: false}).') : null,
        node.description === '' ? emptyNote('No description.') : renderMarkdown(node.description),
        neighbourhood(project, position),
        columns(project, node),
        tests.length > 0
          ? section(
              'Tests',
              { aside: el('span', { class: 'soft' }, summarizeTests(tests)) },
              testTable(project, tests, false),
            )
          : null,
      ),
      el(
        'aside',
        { class: 'margin', 'aria-label': 'Dependencies and settings' },
        linkList(project, 'Depends on', project.parents[position] ?? [], 'Nothing: data enters here.'),
        linkList(project, 'Used by', project.children[position] ?? [], 'Nothing: data leaves here.'),
        tagList(context, node.tags),
        config(node),
      ),
    ),
    sql(project, node),
  );
  return { element, title: node.name, attached: () => centreDrawings(element) };
}

function testView(project: ProjectView, test: PageTest): View {
  const failures = describeFailures(test);
  const element = el(
    'article',
    { class: 'page node' },
    el(
      'p',
      { class: 'kicker' },
      typeIcon('test'),
      'data test',
      el('span', {}, test.kind),
      test.severity !== 'error' && el('span', {}, `severity ${test.severity}`),
    ),
    heading(test.name),
    el(
      'p',
      { class: 'facts' },
      statusMark(test.result),
      ...measures(test.result).map((text) => el('span', {}, text)),
      test.path !== '' && el('span', { class: 'id' }, test.path),
    ),
    failures !== ''
      ? message(test.result?.message === '' || test.result === null ? failures : `${failures}\n${test.result.message}`)
      : null,
    el(
      'div',
      { class: 'with-aside' },
      el(
        'div',
        { class: 'body' },
        test.description === ''
          ? emptyNote(test.column === '' ? 'No description.' : `Checks column ${test.column}.`)
          : renderMarkdown(test.description),
      ),
      el(
        'aside',
        { class: 'margin', 'aria-label': 'Dependencies and settings' },
        linkList(project, 'Reads', test.parents, 'Nothing.'),
        config(test),
      ),
    ),
    sql(project, test),
  );
  return { element, title: test.name };
}

function neighbourhood(project: ProjectView, position: number): HTMLElement | null {
  const shown = findNeighbourhood(position, { up: 1, down: 1 }, project.parents, project.children);
  const id = project.data.nodes[position]?.id ?? '';
  const link = el('a', { class: 'quiet', href: formatRoute(lineageOf(id)) }, icon('graph'), 'Explore in the graph');
  if (shown.length < 2) return null;
  if (shown.length > SMALL_GRAPH_NODES)
    return section(
      'Neighbours',
      { aside: link },
      emptyNote(`${formatPlural(shown.length - 1, 'neighbour')}: too many for a small drawing.`),
    );
  const { group, layout, cards } = drawGraph(project, shown, 'type');
  for (const card of cards.values()) card.showDetail();
  cards.get(position)?.element.classList.add('focus');
  const pad = 8;
  const drawing = svg(
    'svg',
    {
      class: 'canvas small',
      viewBox: `${-pad} ${-pad} ${layout.width + 2 * pad} ${layout.height + 2 * pad}`,
      role: 'group',
      'aria-label': 'This node and its neighbours',
    },
    group,
  );
  drawing.style.width = `${layout.width + 2 * pad}px`;
  return section('Neighbours', { aside: link }, el('div', { class: 'panel scroll-x' }, drawing));
}

function columns(project: ProjectView, node: PageNode): HTMLElement | null {
  if (node.type === 'exposure' || node.isHidden) return null;
  if (node.columns.length === 0) return section('Columns', {}, emptyNote('No columns are declared.'));
  const hasTypes = node.columns.some((column) => column.dataType !== '');
  const row = (column: PageColumn): HTMLElement =>
    el(
      'tr',
      {},
      el('th', { scope: 'row', class: 'id' }, column.name),
      hasTypes && el('td', { class: 'type' }, column.dataType),
      el(
        'td',
        {},
        column.description !== ''
          ? renderMarkdown(column.description)
          : el('span', { class: 'empty' }, column.isDeclared ? 'No description.' : 'Known from a test only.'),
        ...column.tags.map((tag) => el('span', { class: 'chip' }, tag)),
      ),
      el('td', { class: 'chips' }, ...column.tests.map((at) => testChip(project, at))),
    );
  const head = el(
    'tr',
    {},
    ...['Column', ...(hasTypes ? ['Type'] : []), 'Description', 'Tests'].map((text) =>
      el('th', { scope: 'col' }, text),
    ),
  );
  return section(
    'Columns',
    { aside: el('span', { class: 'soft' }, formatCount(node.columns.length)) },
    el('table', { class: 'ruled columns-table' }, el('thead', {}, head), el('tbody', {}, ...node.columns.map(row))),
  );
}

function testChip(project: ProjectView, at: number): HTMLElement {
  const test = project.data.tests[at];
  if (test === undefined) return el('span');
  return el(
    'a',
    { class: 'chip', href: formatRoute({ kind: 'node', id: test.id }), title: test.name },
    toneIcon(test.result?.tone ?? null, test.result?.status ?? 'not run'),
    test.kind,
  );
}

function sql(project: ProjectView, item: PageNode | PageTest): HTMLElement | null {
  if (item.rawCode === '' && item.compiledCode === '') return null;
  const findNodeId = (name: string): string | null =>
    project.data.nodes[project.nodesByName.get(name) ?? -1]?.id ?? null;
  return section(
    'SQL',
    {},
    el(
      'div',
      { class: 'sql-pair' },
      createSqlView('Template', item.rawCode, findNodeId),
      item.compiledCode === ''
        ? emptyNote('Not compiled yet: ', command('sp compile'), ' writes what the engine will be given.')
        : createSqlView('Compiled', item.compiledCode, findNodeId),
    ),
  );
}

function linkList(project: ProjectView, title: string, positions: readonly number[], none: string): HTMLElement {
  const items = positions.map((position) => el('li', {}, nodeLink(project, position)));
  return section(
    title,
    { aside: positions.length > 1 ? el('span', { class: 'soft' }, positions.length) : null },
    positions.length === 0 ? emptyNote(none) : el('ul', { class: 'links' }, ...items),
  );
}

function tagList(context: PageContext, tags: readonly string[]): HTMLElement | null {
  if (tags.length === 0) return null;
  return section(
    'Tags',
    {},
    el(
      'p',
      { class: 'chips' },
      ...tags.map((tag) =>
        button({ class: 'chip', title: 'Show all with this tag' }, () => context.search(`tag:${tag} `), tag),
      ),
    ),
  );
}

function config(item: PageNode | PageTest): HTMLElement | null {
  if (item.config.length === 0) return null;
  const rows = item.config.flatMap(({ key, value }) => [
    el('dt', { class: 'id' }, key),
    el('dd', { class: 'id' }, safeHref(value) === null ? value : externalLink(value, value)),
  ]);
  return section('Config', {}, el('dl', { class: 'config' }, ...rows));
}

/** Where a drawing is wider than the screen, its node is what one sees first. */
function centreDrawings(page: HTMLElement): void {
  const panel = page.querySelector('.panel');
  const focus = panel?.querySelector('.card.focus');
  if (panel === null || focus === null || focus === undefined) return;
  const [outer, inner] = [panel.getBoundingClientRect(), focus.getBoundingClientRect()];
  panel.scrollLeft = inner.left - outer.left - (outer.width - inner.width) / 2;
}
