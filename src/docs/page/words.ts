import type { PageNode, PageResult, PageTest, Tone } from '../page-data.js';
import { countTones } from '../project-view.js';
import { formatCount, formatDuration, formatPlural } from '../text/format.js';

/** What a tone says where there is no room for the status itself. */
export function toneWord(tone: Tone | null): string {
  switch (tone) {
    case 'ok':
      return 'fine';
    case 'warn':
      return 'warning';
    case 'bad':
      return 'failed';
    case 'idle':
      return 'skipped';
    case null:
      return 'not in the last run';
  }
}

/** How long and how much: `1.2 s`, `4,321 rows`; what is unknown is left out. */
export function measures(result: PageResult | null): readonly string[] {
  if (result === null) return [];
  return [
    result.durationMs > 0 ? formatDuration(result.durationMs) : '',
    result.rows === null ? '' : formatPlural(result.rows, 'row'),
  ].filter((part) => part !== '');
}

/** `unique`, `accepted_values`; a singular test by its own name. */
export function testTitle(test: PageTest): string {
  return test.kind === 'singular' ? test.name : test.kind;
}

/** `17 failing rows`, or the message of a test that could not run. */
export function describeFailures(test: PageTest): string {
  const { result } = test;
  if (result === null || result.tone === 'ok' || result.tone === 'idle') return '';
  if (result.failures !== null && result.failures > 0)
    return `${formatCount(result.failures)} failing ${result.failures === 1 ? 'row' : 'rows'}`;
  return result.message;
}

/** `6 of 7 pass, 1 failed`. */
export function summarizeTests(tests: readonly PageTest[]): string {
  const counts = countTones(tests);
  if (counts.none === tests.length) return 'not run yet';
  const parts = [
    `${counts.ok} of ${tests.length} pass`,
    counts.bad > 0 ? `${counts.bad} failed` : '',
    counts.warn > 0 ? `${counts.warn} warned` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Sources, exposures and analyses have no result of their own. */
export function canRun({ type }: PageNode): boolean {
  return type !== 'source' && type !== 'exposure' && type !== 'analysis';
}
