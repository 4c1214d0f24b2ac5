// The whole project in one small drawing, whatever its size: folders as cards, each node a square coloured by how it
// fares, the lines as strong as many references there are.

import { edgePath } from '../lineage/edge-path.js';
import { layoutGraph } from '../lineage/layout-graph.js';
import { contractEdges } from '../project-view.js';
import type { NodeGroup, ProjectView } from '../project-view.js';
import { shorten } from '../text/format.js';
import { svg } from './dom.js';

const SQUARE = { size: 9, pitch: 12, perRow: 10, maxShown: 60 };
const CARD = { padding: 12, head: 30, width: 2 * 12 + 10 * 12 - 3 };
const MAX_GROUPS = 16;

export function createFlowMap(project: ProjectView): SVGSVGElement {
  const groups = project.groups.length > MAX_GROUPS ? mergeGroups(project.groups) : project.groups;
  const edges = contractEdges(groups, project.edges);
  const counts = new Map(edges.map(({ edge, count }) => [edge.join('>'), count]));
  const layout = layoutGraph(
    groups.map((group) => ({ width: CARD.width, height: CARD.head + rowsOf(group) * SQUARE.pitch + CARD.padding - 3 })),
    edges.map(({ edge }) => edge),
  );
  const lines = layout.lines.map((line) => {
    const count = counts.get(`${line.from}>${line.to}`) ?? 1;
    return svg('path', {
      class: 'line',
      d: edgePath(line),
      'stroke-width': Math.min(7, 1 + Math.log2(count)).toFixed(1),
    });
  });
  const cards = groups.map((group, at) => {
    const { x = 0, y = 0, width = 0, height = 0 } = layout.boxes[at] ?? {};
    return svg(
      'g',
      { transform: `translate(${x} ${y})` },
      svg('rect', { class: 'face', width, height, rx: 4 }),
      svg('text', { class: 'name', x: CARD.padding, y: 20 }, shorten(group.label, 16)),
      svg('text', { class: 'note', x: width - CARD.padding, y: 20, 'text-anchor': 'end' }, group.nodes.length),
      ...squares(project, group),
    );
  });
  const pad = 4;
  const label = groups.map((group) => `${group.label} (${group.nodes.length})`).join(', ');
  const drawing = svg(
    'svg',
    {
      class: 'flow',
      viewBox: `${-pad} ${-pad} ${layout.width + 2 * pad} ${layout.height + 2 * pad}`,
      role: 'img',
      'aria-label': `Folders in the order data flows: ${label}`,
    },
    ...lines,
    ...cards,
  );
  drawing.style.width = `${layout.width + 2 * pad}px`;
  return drawing;
}

function squares(project: ProjectView, group: NodeGroup): readonly SVGPathElement[] {
  const paths = new Map<string, string>();
  for (const [at, node] of group.nodes.slice(0, SQUARE.maxShown).entries()) {
    const x = CARD.padding + (at % SQUARE.perRow) * SQUARE.pitch;
    const y = CARD.head + Math.floor(at / SQUARE.perRow) * SQUARE.pitch;
    const tone = project.health[node] ?? 'none';
    const { size } = SQUARE;
    // What failed is a diamond: told by shape too.
    const shape =
      tone === 'bad' || tone === 'warn'
        ? `M${x + size / 2} ${y - 1.5}l6 6-6 6-6-6z`
        : `M${x} ${y}h${size}v${size}h${-size}z`;
    paths.set(tone, (paths.get(tone) ?? '') + shape);
  }
  return [...paths].map(([tone, d]) => svg('path', { class: `square tone-${tone}`, d }));
}

function rowsOf(group: NodeGroup): number {
  return Math.ceil(Math.min(SQUARE.maxShown, group.nodes.length) / SQUARE.perRow);
}

/** By the first folder only; what is still too much becomes one group at the end. */
function mergeGroups(groups: readonly NodeGroup[]): readonly NodeGroup[] {
  const merged = new Map<string, number[]>();
  for (const group of groups) {
    const label = group.label.split('/')[0] ?? group.label;
    const isKnown = merged.has(label) || merged.size < MAX_GROUPS - 1;
    const key = isKnown ? label : 'others';
    merged.set(key, [...(merged.get(key) ?? []), ...group.nodes]);
  }
  return [...merged].map(([label, nodes]) => ({ label, nodes }));
}
