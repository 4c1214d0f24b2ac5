import type { PlanReady, RunStarted } from '../../events/event.js';
import { countOf } from './humane.js';
import type { Colors } from './look.js';

/** `sp 0.1.0  student_performance  target dev (sqlite: target/warehouse.sqlite)  2 threads` */
export function renderHeader(event: RunStarted, colors: Colors): string {
  const target = `target ${event.target.name} (${event.target.description})`;
  return [colors.bold(`sp ${event.version}`), event.project, target, countOf(event.threads, 'thread')].join('  ');
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
