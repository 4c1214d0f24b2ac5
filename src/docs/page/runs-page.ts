import type { PageNode, PageResult, PageTest } from '../page-data.js';
import { formatRoute } from '../route.js';
import { formatCount, formatDuration, formatPlural, formatTime } from '../text/format.js';
import { el } from './dom.js';
import { typeIcon } from './icons.js';
import { command, emptyNote, heading, inPortions, statusMark } from './parts.js';
import type { PageContext, View } from './view.js';

const PORTION = 250;

interface Finished {
  readonly item: PageNode | PageTest;
  readonly type: string;
  readonly result: PageResult;
}

/** The last run from start to end: what ran when, on which worker, for how long. */
export function createRunsPage({ project }: PageContext): View {
  const { run, nodes, tests } = project.data;
  if (run === null) {
    return {
      element: el(
        'div',
        { class: 'page' },
        heading('Runs'),
        emptyNote('Nothing ran yet. ', command('sp build'), ' builds and tests everything.'),
      ),
      title: 'Runs',
    };
  }
  const finished = [
    ...nodes.map((node) => toFinished(node, node.type)),
    ...tests.map((test) => toFinished(test, 'test')),
  ].filter((entry) => entry !== null);
  finished.sort(
    (a, b) =>
      (a.result.startMs ?? Infinity) - (b.result.startMs ?? Infinity) || b.result.durationMs - a.result.durationMs,
  );
  const end = finished.reduce(
    (latest, { result }) => Math.max(latest, (result.startMs ?? 0) + result.durationMs),
    run.elapsedMs,
  );
  const work = finished.reduce((sum, { result }) => sum + result.durationMs, 0);
  const workers = new Set(finished.map(({ result }) => result.thread).filter((thread) => thread !== '')).size;
  const facts = [
    ['Command', run.command === '' ? '–' : `sp ${run.command}`],
    ['Finished', run.finishedAt === '' ? '–' : formatTime(run.finishedAt)],
    ['Took', formatDuration(run.elapsedMs)],
    ['Work', formatDuration(work)],
    ['Workers', workers === 0 ? '–' : formatCount(workers)],
  ] as const;
  const body = el('tbody');
  const more = inPortions(finished, PORTION, body, (entry) => runRow(entry, Math.max(1, end)));
  const titles = ['Status', 'Node', 'When', 'Time', 'Rows'];
  const element = el(
    'div',
    { class: 'page' },
    heading('Runs'),
    el(
      'dl',
      { class: 'figures' },
      ...facts.map(([label, value]) => el('div', {}, el('dt', { class: 'label' }, label), el('dd', {}, value))),
    ),
    run.strayResults > 0
      ? emptyNote(`${formatPlural(run.strayResults, 'result')} of nodes that are no longer in the project.`)
      : null,
    el(
      'table',
      { class: 'ruled run-table' },
      el('thead', {}, el('tr', {}, ...titles.map((title) => el('th', { scope: 'col' }, title)))),
      body,
    ),
    more,
  );
  return { element, title: 'Runs' };
}

function toFinished(item: PageNode | PageTest, type: string): Finished | null {
  return item.result === null ? null : { item, type, result: item.result };
}

function runRow({ item, type, result }: Finished, endMs: number): HTMLElement {
  const bar = el('span', { class: `bar tone-${result.tone}` });
  bar.style.left = `${((result.startMs ?? 0) / endMs) * 100}%`;
  bar.style.width = `${(result.durationMs / endMs) * 100}%`;
  const isPlaced = result.startMs !== null && result.durationMs > 0;
  return el(
    'tr',
    {},
    el('td', {}, statusMark(result)),
    el(
      'td',
      {},
      el(
        'a',
        { class: 'node-link', href: formatRoute({ kind: 'node', id: item.id }) },
        typeIcon(type),
        el('span', { class: 'id' }, item.name),
      ),
    ),
    el(
      'td',
      { class: 'when' },
      isPlaced
        ? el(
            'span',
            {
              class: 'track',
              title: `${result.thread} from ${formatDuration(result.startMs ?? 0)}`,
              'aria-hidden': 'true',
            },
            bar,
          )
        : null,
    ),
    el('td', { class: 'figure' }, result.durationMs > 0 ? formatDuration(result.durationMs) : ''),
    el('td', { class: 'figure' }, result.rows === null ? '' : formatCount(result.rows)),
  );
}
