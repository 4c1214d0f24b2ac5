import type { NodeLabel, NodeProgress } from '../../events/event.js';
import { formatBytes } from '../../util/format-bytes.js';
import { cutEnd, padRight } from './fit-text.js';
import { formatCount, formatDuration } from './humane.js';
import type { Colors } from './look.js';
import { renderLabel } from './node-line.js';
import type { NodeColumns } from './node-line.js';

export interface RunningNode {
  readonly label: NodeLabel;
  readonly startedAt: number;
  readonly progress?: NodeProgress;
}

export interface RunState {
  readonly running: Iterable<RunningNode>;
  readonly finished: number;
  readonly total: number;
  readonly startedAt: number;
}

const mostNodes = 8;
const barWidth = 10;
/** A bar and `12 MB of 41 MB`. */
const progressWidth = 26;

/** What is running, one line a node, and one line about the whole; none when nothing runs. */
export function renderLiveLines(state: RunState, columns: NodeColumns, now: number, colors: Colors): readonly string[] {
  const running = [...state.running];
  if (running.length === 0) return [];
  const width = columns.line ?? 80;
  const labels = { ...columns, name: Math.max(12, Math.min(columns.name, width - columns.what - progressWidth - 15)) };
  const lines = running.slice(0, mostNodes).map((node) => {
    const progress = padRight(node.progress ? renderProgress(node.progress) : '', progressWidth);
    const text = `${renderLabel(node.label, labels)} ${progress} ${formatDuration(now - node.startedAt)}`;
    return ` ${colors.cyan('▸')} ${cutEnd(text, width - 4)}`;
  });
  if (running.length > mostNodes) lines.push(`   + ${running.length - mostNodes} more`);
  const whole = [
    `${formatCount(state.finished)}/${formatCount(state.total)}`,
    `${running.length} running`,
    formatDuration(now - state.startedAt),
  ].join('  ');
  return [...lines, colors.dim(cutEnd(`   ${whole}`, width - 1))];
}

function renderProgress({ done, total, unit }: NodeProgress): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const full = Math.round(share * barWidth);
  const bar = '█'.repeat(full) + '░'.repeat(barWidth - full);
  return unit === 'bytes'
    ? `${bar} ${formatBytes(done)} of ${formatBytes(total)}`
    : `${bar} ${formatCount(done)}/${formatCount(total)} ${unit}`;
}
