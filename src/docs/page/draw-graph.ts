// Nodes of the project → an SVG group: cards in layers, joined by lines. Shared by the lineage page and the small graph on
// a node's page. What a colour means is a class (`lens-…`), so that changing the lens redraws nothing.

import { edgePath } from '../lineage/edge-path.js';
import { layoutGraph } from '../lineage/layout-graph.js';
import type { Box, Edge, Layout } from '../lineage/layout-graph.js';
import type { PageNode, Tone } from '../page-data.js';
import type { ProjectView } from '../project-view.js';
import { formatRoute } from '../route.js';
import type { Lens } from '../route.js';
import { formatDuration, shorten } from '../text/format.js';
import { svg } from './dom.js';
import { toneIconName, typeIconName } from './icons.js';
import type { IconName } from './icons.js';
import { toneWord } from './words.js';

export interface Scene {
  readonly group: SVGGElement;
  readonly layout: Layout;
  /** Positions in the project, in the order of `layout.boxes`. */
  readonly shown: readonly number[];
  /** By position in the project. */
  readonly cards: ReadonlyMap<number, Card>;
  readonly lines: readonly Line[];
}

export interface Card {
  readonly element: SVGAElement;
  readonly box: Box;
  /** Adds name, icons and sheets. A big graph does this only for cards that come near: it is most of the work. */
  showDetail(): void;
}

export interface Line {
  readonly from: number;
  readonly to: number;
  readonly element: SVGPathElement;
}

const CARD = { height: 42, minWidth: 120, maxWidth: 290, textX: 34, nameChars: 32 };

export function drawGraph(project: ProjectView, shown: readonly number[], lens: Lens): Scene {
  const local = new Map(shown.map((position, at) => [position, at]));
  const edges = project.edges.flatMap(([from, to]): readonly Edge[] => {
    const [a, b] = [local.get(from), local.get(to)];
    return a === undefined || b === undefined ? [] : [[a, b]];
  });
  const measure = createMeasure();
  const nodes = shown.map((position) => project.data.nodes[position]).filter((node) => node !== undefined);
  const layout = layoutGraph(
    nodes.map((node) => ({ width: cardWidth(node, measure), height: CARD.height })),
    edges,
  );

  const lines = layout.lines.map((line): Line => ({
    from: shown[line.from] ?? -1,
    to: shown[line.to] ?? -1,
    element: svg('path', { class: 'line', d: edgePath(line) }),
  }));
  const cards = new Map<number, Card>();
  for (const [at, node] of nodes.entries()) {
    const [position, box] = [shown[at], layout.boxes[at]];
    if (position === undefined || box === undefined) continue;
    cards.set(position, createCard(node, box, project.health[position] ?? null, lens));
  }
  const group = svg(
    'g',
    {},
    svg('g', { class: 'lines', 'aria-hidden': 'true' }, ...lines.map((line) => line.element)),
    svg('g', { class: 'cards' }, ...[...cards.values()].map((card) => card.element)),
  );
  return { group, layout, shown, cards, lines };
}

/** What a card is coloured by, as the end of a class name and as a word of the legend. */
export function lensValue(node: PageNode, health: Tone | null, lens: Lens): string {
  if (lens === 'status') return toneIconName(health);
  return lens === 'type' || node.materialized === '' ? node.type : node.materialized;
}

export function lensClass(node: PageNode, health: Tone | null, lens: Lens): string {
  return `lens-${classPart(lensValue(node, health, lens))}`;
}

function createCard(node: PageNode, box: Box, health: Tone | null, lens: Lens): Card {
  const { width, height } = box;
  const element = svg(
    'a',
    {
      class: `card mat-${classPart(node.materialized)} ${lensClass(node, health, lens)}`,
      href: formatRoute({ kind: 'node', id: node.id }),
      transform: `translate(${box.x} ${box.y})`,
      // Begins with what is written on the card, so that whoever says what they see is understood.
      'aria-label': `${node.name} ${noteOf(node)}, ${node.type}, ${toneWord(health)}`,
    },
    svg('title', { 'aria-hidden': 'true' }, node.name),
    svg('rect', { class: 'face', width, height, rx: 4 }),
    svg('path', { class: 'stripe', d: `M4 0H5V${height}H4A4 4 0 0 1 0 ${height - 4}V4A4 4 0 0 1 4 0Z` }),
  );
  let isDetailed = false;
  return {
    element,
    box,
    showDetail() {
      if (isDetailed) return;
      isDetailed = true;
      element.prepend(...sheets(node, box));
      element.append(...detail(node, box, health));
    },
  };
}

/** Partitions lie as sheets under the card; one sheet means that it grows. */
function sheets({ materialized }: PageNode, { width, height }: Box): readonly SVGElement[] {
  const offsets = materialized === 'partitioned' ? [6, 3] : materialized === 'incremental' ? [3] : [];
  return offsets.map((offset) => svg('rect', { class: 'sheet', x: offset, y: offset, width, height, rx: 4 }));
}

function detail(node: PageNode, { width, height }: Box, health: Tone | null): readonly SVGElement[] {
  const parts: SVGElement[] = [
    use('kind', typeIconName(node.type), 12, height / 2 - 8, 16),
    svg('text', { class: 'name', x: CARD.textX, y: 18 }, `${shorten(node.name, CARD.nameChars)} `),
    svg('text', { class: 'note', x: CARD.textX, y: 32 }, noteOf(node)),
  ];
  if (health !== null) parts.push(use(`mark tone-${health}`, health, width - 21, 5, 14));
  return parts;
}

function use(className: string, name: IconName, x: number, y: number, size: number): SVGUseElement {
  return svg('use', { class: className, href: `#i-${name}`, x, y, width: size, height: size });
}

function classPart(text: string): string {
  return text.replace(/[^a-z]/gi, '-').toLowerCase();
}

function noteOf(node: PageNode): string {
  const what = node.materialized === '' ? node.type : node.materialized;
  return node.result === null || node.result.durationMs === 0
    ? what
    : `${what} · ${formatDuration(node.result.durationMs)}`;
}

function cardWidth(node: PageNode, measure: (text: string) => number): number {
  const text = Math.max(measure(shorten(node.name, CARD.nameChars)), measure(noteOf(node)) * 0.9);
  return Math.round(Math.min(CARD.maxWidth, Math.max(CARD.minWidth, CARD.textX + text + 28)));
}

function createMeasure(): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return (text) => text.length * 7;
  context.font = `600 12.5px ${getComputedStyle(document.body).fontFamily}`;
  return (text) => context.measureText(text).width;
}
