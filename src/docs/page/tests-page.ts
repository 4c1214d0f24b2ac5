import type { PageTest } from '../page-data.js';
import { compareTones, countTones } from '../project-view.js';
import type { ToneCounts } from '../project-view.js';
import { formatRoute } from '../route.js';
import { formatCount } from '../text/format.js';
import { el } from './dom.js';
import { toneIcon } from './icons.js';
import { testRow, testTableHead } from './test-table.js';
import { command, emptyNote, heading, inPortions } from './parts.js';
import type { PageContext, View } from './view.js';

const PORTION = 200;

const FILTERS = [
  { key: '', text: 'All', tone: null },
  { key: 'failed', text: 'Failed', tone: 'bad' },
  { key: 'warned', text: 'Warned', tone: 'warn' },
  { key: 'passed', text: 'Passed', tone: 'ok' },
  { key: 'skipped', text: 'Skipped', tone: 'idle' },
  { key: 'unknown', text: 'Not in the last run', tone: 'none' },
] as const;

/** Every data test, what failed first. */
export function createTestsPage({ project }: PageContext, show: string): View {
  const { tests } = project.data;
  if (tests.length === 0) {
    return {
      element: el('div', { class: 'page' }, heading('Tests'), emptyNote('This project has no data tests yet.')),
      title: 'Tests',
    };
  }
  const counts = countTones(tests);
  const filter = FILTERS.find(({ key }) => key === show) ?? FILTERS[0];
  const shown = tests
    .filter((test) => filter.tone === null || (test.result?.tone ?? 'none') === filter.tone)
    .sort(compareTests);
  const body = el('tbody');
  const more = inPortions(shown, PORTION, body, (test) => testRow(project, test, true));
  const element = el(
    'div',
    { class: 'page' },
    heading('Tests'),
    project.data.run === null
      ? emptyNote('None of them ran yet: ', command('sp build'), ' or ', command('sp test'), ' runs them.')
      : null,
    filterLinks(counts, tests.length, filter.key),
    shown.length === 0
      ? emptyNote('None.')
      : el('table', { class: 'ruled test-table with-node' }, testTableHead(true), body),
    more,
  );
  return { element, title: 'Tests' };
}

function filterLinks(counts: ToneCounts, total: number, current: string): HTMLElement {
  const links = FILTERS.map(({ key, text, tone }) => {
    const count = tone === null ? total : counts[tone];
    if (count === 0 && key !== current) return null;
    return el(
      'a',
      { href: formatRoute({ kind: 'tests', show: key }), 'aria-current': key === current ? 'true' : null },
      tone !== null && toneIcon(tone === 'none' ? null : tone, ''),
      text,
      el('span', { class: 'count' }, formatCount(count)),
    );
  });
  return el('nav', { class: 'segments links-row', 'aria-label': 'Which ones' }, ...links);
}

function compareTests(a: PageTest, b: PageTest): number {
  return (
    compareTones(a.result?.tone ?? null, b.result?.tone ?? null) ||
    (b.result?.failures ?? 0) - (a.result?.failures ?? 0) ||
    (a.name < b.name ? -1 : 1)
  );
}
