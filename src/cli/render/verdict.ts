import type { NodeStatus, RunFinished } from '../../events/event.js';
import { formatCount, formatDuration } from './humane.js';
import type { Colors } from './look.js';

const parts: readonly { readonly statuses: readonly NodeStatus[]; readonly one: string; readonly many: string }[] = [
  { statuses: ['error', 'fail', 'partial success'], one: 'failed', many: 'failed' },
  { statuses: ['warn'], one: 'warning', many: 'warnings' },
  { statuses: ['success', 'pass', 'no-op'], one: 'passed', many: 'passed' },
  { statuses: ['skipped'], one: 'skipped', many: 'skipped' },
  { statuses: ['reused'], one: 'unchanged', many: 'unchanged' },
];

/**
 * `✗ 1 failed · 1 warning · 20 passed · 3 skipped · 18 unchanged    1.9s`, what was written, and the next command.
 * `warnings`: those that belong to no node, counted with the others.
 */
export function renderVerdict(
  event: RunFinished,
  { warnings, isInterrupted }: { readonly warnings: number; readonly isInterrupted: boolean },
  colors: Colors,
): readonly string[] {
  const counts = parts.flatMap(({ statuses, one, many }) => {
    const own = statuses.reduce((sum, status) => sum + (event.counts[status] ?? 0), 0);
    const count = one === 'warning' ? own + warnings : own;
    return count === 0 ? [] : [`${formatCount(count)} ${count === 1 ? one : many}`];
  });
  const total = Object.values(event.counts).reduce((sum, count) => sum + count, 0);
  const words = [...(isInterrupted ? ['interrupted'] : []), ...(total === 0 ? ['nothing to do'] : []), ...counts];
  const isGood = event.exitCode === 0 && !isInterrupted;
  const verdict = colors.bold((isGood ? colors.green : colors.red)(`${isGood ? '✓' : '✗'} ${words.join(' · ')}`));
  const lines = [`${verdict}    ${formatDuration(event.durationMs)}`];
  if (event.wrote !== undefined) lines.push(`  wrote ${event.wrote}`);
  const next = event.next.map(({ label, command }) => `${label}:  ${colors.bold(command)}`);
  const onOneLine = event.next.reduce((sum, { label, command }) => sum + label.length + command.length + 11, 0) <= 100;
  if (next.length > 0 && !isInterrupted)
    lines.push(...(onOneLine ? [`  ${next.join('        ')}`] : next.map((text) => `  ${text}`)));
  return lines;
}

/** The last line of a command that could not run, or that stopped in the middle. */
export function renderFailure(errors: number, hasStarted: boolean, colors: Colors): string {
  const count = `${formatCount(errors)} ${errors === 1 ? 'error' : 'errors'}`;
  return colors.bold(colors.red(`✗ ${count}, ${hasStarted ? 'stopped' : 'nothing was run'}`));
}
