import type { PlanReady, RunStarted } from '../../events/event.js';
import { displayWidth } from '../../util/display-width.js';
import { countOf } from './humane.js';
import type { Colors } from './look.js';

/**
 * `sp 0.1.0  student_performance  target dev (sqlite: target/warehouse.sqlite)  2 threads`, without the threads when
 * the line would not fit.
 *
 * @param width of the terminal in cells; absent: no limit
 */
export function renderHeader(event: RunStarted, colors: Colors, width = Infinity): string {
  const name = `sp ${event.version}`;
  const rest = [event.project, `target ${event.target.name} (${event.target.description})`];
  const threads = countOf(event.threads, 'thread');
  const needed = displayWidth([name, ...rest, threads].join('  '));
  return [colors.bold(name), ...rest, ...(needed <= width ? [threads] : [])].join('  ');
}

/** `plan  42 nodes: 6 seeds, 21 models, 15 tests` */
export function renderPlan(event: PlanReady): string {
  const parts = Object.entries(event.counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => countOf(count, what, pluralOf(what)));
  return `plan  ${countOf(event.total, 'node')}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}

function pluralOf(what: string): string {
  if (/^(partitioned|incremental|ephemeral)$/.test(what)) return what;
  return what.endsWith('sis') ? `${what.slice(0, -2)}es` : `${what}s`;
}
