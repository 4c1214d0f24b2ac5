import type { PageNode, PageTest } from '../page-data.js';
import { compareTones, countTones } from '../project-view.js';
import type { ProjectView } from '../project-view.js';
import { formatRoute, lineageOf } from '../route.js';
import { formatCount, formatDuration, formatPlural, formatShare, formatTime, toPlural } from '../text/format.js';
import { button, el, svg } from './dom.js';
import { createFlowMap } from './flow-map.js';
import { icon, toneIcon, typeIconName } from './icons.js';
import { renderMarkdown } from './markdown.js';
import { command, emptyNote, heading, inPortions, message, nodeLink, section, testLink } from './parts.js';
import type { PageContext, View } from './view.js';
import { canRun, describeFailures } from './words.js';

const SLOWEST = 8;

/** What this project is, whether its last run can be trusted, and where to look first. */
export function createOverviewPage(context: PageContext): View {
  const { project } = context;
  const { name, overview } = project.data.project;
  const attention = needsAttention(project);
  const hasNodes = project.data.nodes.length > 0;
  const element = el(
    'div',
    { class: 'page overview' },
    heading(name),
    overview === '' ? null : renderMarkdown(overview),
    verdict(project),
    hasNodes && counts(context),
    attention.length > 0 && section('Needs attention', { class: 'attention' }, ...attentionList(project, attention)),
    hasNodes &&
      section(
        'How the data flows',
        { aside: el('a', { class: 'quiet', href: formatRoute(lineageOf(null)) }, icon('graph'), 'See every node') },
        el(
          'div',
          { class: 'panel scroll-x', tabindex: 0, role: 'group', 'aria-label': 'Flow of the data' },
          createFlowMap(project),
        ),
      ),
    hasNodes && el('div', { class: 'columns' }, slowest(project), coverage(project)),
  );
  return { element, title: 'Overview' };
}

function verdict(project: ProjectView): HTMLElement {
  const { run, nodes, tests } = project.data;
  if (!project.data.project.isCompiled) {
    return el(
      'div',
      { class: 'verdict tone-none' },
      el('p', { class: 'verdict-line' }, 'Nothing here yet'),
      emptyNote('This project was never compiled. Run ', command('sp build'), ', then ', command('sp docs'), '.'),
    );
  }
  if (run === null) {
    return el(
      'div',
      { class: 'verdict tone-none' },
      el('p', { class: 'verdict-line' }, 'No run yet'),
      emptyNote(
        'The page shows the project as it is written. For results and timings run ',
        command('sp build'),
        ', then ',
        command('sp docs'),
        '.',
      ),
    );
  }
  const built = countTones(nodes);
  const tested = countTones(tests);
  const failed = built.bad + tested.bad;
  const warned = built.warn + tested.warn;
  const skipped = built.idle + tested.idle;
  const tone = failed > 0 ? 'bad' : warned > 0 ? 'warn' : 'ok';
  const parts = [
    failed > 0 ? `${formatCount(failed)} failed` : '',
    warned > 0 ? formatPlural(warned, 'warning') : '',
    skipped > 0 ? `${formatCount(skipped)} skipped` : '',
  ].filter((part) => part !== '');
  const line = parts.length === 0 ? 'Everything passed' : parts.join(', ');
  const ran = [...nodes, ...tests].filter((item) => item.result !== null);
  const left = nodes.filter((node) => node.result === null && canRun(node) && node.materialized !== 'ephemeral').length;
  const facts = [
    run.command === '' ? 'last run' : `sp ${run.command}`,
    `${formatPlural(nodes.length - built.none, 'node')} and ${formatPlural(tests.length - tested.none, 'data test')}`,
    formatDuration(run.elapsedMs),
    formatTime(run.finishedAt),
    left > 0 ? `${formatPlural(left, 'node')} not part of it` : '',
    run.strayResults > 0 ? `${formatPlural(run.strayResults, 'result')} of nodes that are gone` : '',
  ];
  return el(
    'div',
    { class: `verdict tone-${tone}` },
    el('p', { class: 'verdict-line' }, toneIcon(tone, ''), line),
    el('p', { class: 'verdict-facts' }, facts.filter((fact) => fact !== '').join(' · ')),
    resultStrip(ran),
  );
}

/** Every result of the run as one tick, in the order they started; what failed stands taller. */
function resultStrip(items: readonly (PageNode | PageTest)[]): SVGSVGElement {
  const inOrder = [...items].sort((a, b) => (a.result?.startMs ?? Infinity) - (b.result?.startMs ?? Infinity));
  const paths = { ok: '', warn: '', bad: '', idle: '' };
  for (const [at, { result }] of inOrder.entries()) {
    if (result === null) continue;
    const height = { ok: 14, warn: 20, bad: 26, idle: 6 }[result.tone];
    paths[result.tone] += `M${at} ${26 - height}h.68v${height}h-.68z`;
  }
  const drawn = Object.entries(paths).map(([tone, d]) => svg('path', { class: `tone-${tone}`, d }));
  return svg(
    'svg',
    {
      class: 'strip',
      viewBox: `0 0 ${Math.max(1, inOrder.length)} 26`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    ...drawn,
  );
}

function counts({ project, search, go }: PageContext): HTMLElement {
  const byType = new Map<string, number>();
  for (const node of project.data.nodes) byType.set(node.type, (byType.get(node.type) ?? 0) + 1);
  const order = ['source', 'seed', 'model', 'snapshot', 'analysis', 'exposure'];
  const rank = (type: string): number => (order.includes(type) ? order.indexOf(type) : order.length);
  const types = [...byType].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const tile = (count: number, noun: string): readonly (HTMLElement | SVGSVGElement)[] => [
    icon(typeIconName(noun), `type-${typeIconName(noun)}`),
    el('span', { class: 'big' }, formatCount(count)),
    el('span', { class: 'label' }, count === 1 ? noun : toPlural(noun)),
  ];
  return el(
    'div',
    { class: 'tiles' },
    ...types.map(([type, count]) =>
      button({ class: 'tile', title: 'Show these in the list' }, () => search(`type:${type} `), ...tile(count, type)),
    ),
    project.data.tests.length > 0 &&
      button({ class: 'tile' }, () => go({ kind: 'tests', show: '' }), ...tile(project.data.tests.length, 'test')),
  );
}

type Attention =
  { readonly kind: 'node'; readonly position: number } | { readonly kind: 'test'; readonly test: PageTest };

function needsAttention(project: ProjectView): readonly Attention[] {
  const { nodes, tests } = project.data;
  const isNoted = (item: PageNode | PageTest): boolean => item.result?.tone === 'bad' || item.result?.tone === 'warn';
  const items: readonly Attention[] = [
    ...[...nodes.entries()]
      .filter(([, node]) => isNoted(node))
      .map(([position]): Attention => ({ kind: 'node', position })),
    ...tests.filter(isNoted).map((test): Attention => ({ kind: 'test', test })),
  ];
  const toneOf = (item: Attention) => (item.kind === 'node' ? nodes[item.position] : item.test)?.result?.tone ?? null;
  return [...items].sort((a, b) => compareTones(toneOf(a), toneOf(b)));
}

function attentionList(project: ProjectView, items: readonly Attention[]): readonly (HTMLElement | null)[] {
  const list = el('ul', { class: 'ledger' });
  const more = inPortions(items, 20, list, (item) => {
    if (item.kind === 'node') {
      const result = project.data.nodes[item.position]?.result;
      return el('li', {}, nodeLink(project, item.position), result?.message ? message(result.message) : null);
    }
    const { test } = item;
    return el(
      'li',
      {},
      el(
        'span',
        { class: 'node-link' },
        icon('test', 'type-test'),
        testLink(test, test.name),
        toneIcon(test.result?.tone ?? null, test.result?.status ?? ''),
      ),
      el(
        'span',
        { class: 'soft' },
        describeFailures(test),
        test.node === null ? null : ' in ',
        test.node === null ? null : (project.data.nodes[test.node]?.name ?? null),
      ),
    );
  });
  return [list, more];
}

function slowest(project: ProjectView): HTMLElement {
  const timed = [...project.data.nodes.entries()].filter(([, node]) => (node.result?.durationMs ?? 0) > 0);
  const top = timed.sort(([, a], [, b]) => (b.result?.durationMs ?? 0) - (a.result?.durationMs ?? 0)).slice(0, SLOWEST);
  const longest = top[0]?.[1].result?.durationMs ?? 1;
  if (top.length === 0) return section('Slowest', {}, emptyNote('No timings before the first run.'));
  const rows = top.map(([position, node]) => {
    const bar = el('span', { class: 'bar' });
    bar.style.width = `${((node.result?.durationMs ?? 0) / longest) * 100}%`;
    return el(
      'li',
      {},
      nodeLink(project, position),
      el('span', { class: 'bar-track', 'aria-hidden': 'true' }, bar),
      el('span', { class: 'figure' }, formatDuration(node.result?.durationMs ?? 0)),
    );
  });
  return section('Slowest', {}, el('ol', { class: 'bars' }, ...rows));
}

function coverage(project: ProjectView): HTMLElement {
  const models = project.data.nodes.filter(
    (node) => node.type !== 'exposure' && node.type !== 'analysis' && !node.isHidden,
  );
  const columns = models.flatMap((node) => node.columns);
  const rows = [
    ['Nodes described', models.filter((node) => node.description !== '').length, models.length],
    ['Columns described', columns.filter((column) => column.description !== '').length, columns.length],
    ['Nodes with tests', models.filter((node) => node.tests.length > 0).length, models.length],
  ] as const;
  const items = rows.map(([label, part, whole]) => {
    const bar = el('span', { class: 'bar' });
    bar.style.width = whole === 0 ? '0' : `${(part / whole) * 100}%`;
    return el(
      'li',
      {},
      el('span', {}, label),
      el('span', { class: 'bar-track', 'aria-hidden': 'true' }, bar),
      el(
        'span',
        { class: 'figure' },
        formatShare(part, whole),
        el('span', { class: 'soft' }, ` ${formatCount(part)} of ${formatCount(whole)}`),
      ),
    );
  });
  return section('Coverage', {}, el('ul', { class: 'bars meters' }, ...items));
}
