// The list beside every page: grouped by folder, or ranked while something is searched. Rows have one height, and only
// those in view exist, so that thousands of nodes cost what thirty do. Rows are links; arrow keys walk along them.

import type { ProjectView } from '../project-view.js';
import { formatRoute } from '../route.js';
import { buildSearchIndex, rankNodes } from '../search/rank-nodes.js';
import { formatPlural } from '../text/format.js';
import { el } from './dom.js';
import type { Child } from './dom.js';
import { toneIcon, typeIcon } from './icons.js';
import { toneWord } from './words.js';

const ROW_PX = 34;
/** Rows kept beyond each edge, so that fast scrolling and focus never meet a hole. */
const SPARE_ROWS = 8;

type Row =
  | { readonly kind: 'group'; readonly label: string; readonly count: number }
  | { readonly kind: 'node'; readonly position: number; readonly because: string };

export interface NodeList {
  readonly element: HTMLElement;
  /** One line for the eye and the screen reader: how much was found. */
  readonly summary: HTMLElement;
  search(query: string): void;
  /** Marks the node that is shown; null for none. */
  setCurrent(id: string | null): void;
  focusFirst(): void;
  openFirst(): void;
}

export function createNodeList(project: ProjectView, onLeaveUpwards: () => void): NodeList {
  const index = buildSearchIndex(project.data.nodes);
  const summary = el('p', { class: 'summary', 'aria-live': 'polite' });
  const list = el('ul', { class: 'rows' });
  const element = el('nav', { class: 'node-list', 'aria-label': 'Nodes' }, list);
  let rows: readonly Row[] = [];
  let words: readonly string[] = [];
  let current: string | null = null;
  let drawn = new Map<number, HTMLElement>();

  function search(query: string): void {
    words = query
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '' && !word.includes(':'));
    const hits = query.trim() === '' ? null : rankNodes(index, query);
    rows =
      hits === null
        ? groupedRows(project)
        : hits.map(({ position, because }): Row => ({ kind: 'node', position, because }));
    summary.textContent =
      hits === null
        ? formatPlural(index.length, 'node')
        : hits.length === 0
          ? 'Nothing found'
          : `${hits.length} of ${formatPlural(index.length, 'node')}`;
    list.style.height = `${rows.length * ROW_PX}px`;
    element.scrollTop = 0;
    redraw();
  }

  function redraw(): void {
    list.replaceChildren();
    drawn = new Map();
    drawVisible();
  }

  function drawVisible(): void {
    const height = element.clientHeight || window.innerHeight;
    const first = Math.max(0, Math.floor(element.scrollTop / ROW_PX) - SPARE_ROWS);
    const last = Math.min(rows.length - 1, Math.ceil((element.scrollTop + height) / ROW_PX) + SPARE_ROWS);
    for (const [at, row] of drawn) {
      if ((at >= first && at <= last) || row.contains(document.activeElement)) continue;
      row.remove();
      drawn.delete(at);
    }
    for (let at = first; at <= last; at++) {
      const row = rows[at];
      if (row === undefined || drawn.has(at)) continue;
      const item = drawRow(row, at);
      drawn.set(at, item);
      // In document order, for screen readers and Tab.
      let after = at + 1;
      while (after <= last && !drawn.has(after)) after++;
      list.insertBefore(item, drawn.get(after) ?? null);
    }
  }

  function drawRow(row: Row, at: number): HTMLElement {
    const item = row.kind === 'group' ? drawGroup(row.label, row.count) : drawNode(row.position, row.because);
    item.style.top = `${at * ROW_PX}px`;
    item.setAttribute('aria-setsize', String(rows.length));
    item.setAttribute('aria-posinset', String(at + 1));
    return item;
  }

  function drawNode(position: number, because: string): HTMLElement {
    const node = project.data.nodes[position];
    if (node === undefined) return el('li');
    const health = project.health[position] ?? null;
    return el(
      'li',
      {},
      el(
        'a',
        {
          href: formatRoute({ kind: 'node', id: node.id }),
          'aria-current': node.id === current ? 'page' : null,
          title: node.name,
        },
        typeIcon(node.type),
        el('span', { class: 'row-name' }, ...markWords(node.name, words)),
        because !== '' && el('span', { class: 'row-because' }, because),
        health !== null && toneIcon(health, toneWord(health)),
      ),
    );
  }

  /** Focus on the nearest link from there on; rows out of view are brought in first. */
  function focusRow(from: number, step: 1 | -1): void {
    let at = from;
    while (rows[at]?.kind === 'group') at += step;
    if (rows[at] === undefined) {
      if (step === -1) onLeaveUpwards();
      return;
    }
    const top = at * ROW_PX;
    if (top < element.scrollTop + ROW_PX) element.scrollTop = Math.max(0, top - ROW_PX);
    else if (top + ROW_PX > element.scrollTop + element.clientHeight)
      element.scrollTop = top + ROW_PX - element.clientHeight;
    drawVisible();
    drawn.get(at)?.querySelector('a')?.focus({ preventScroll: true });
  }

  element.addEventListener('scroll', drawVisible, { passive: true });
  element.addEventListener('keydown', (event) => {
    const at = [...drawn].find(([, item]) => item.contains(document.activeElement))?.[0];
    if (at === undefined) return;
    if (event.key === 'ArrowDown') focusRow(at + 1, 1);
    else if (event.key === 'ArrowUp') focusRow(at - 1, -1);
    else if (event.key === 'Home') focusRow(0, 1);
    else if (event.key === 'End') focusRow(rows.length - 1, -1);
    else return;
    event.preventDefault();
  });
  new ResizeObserver(drawVisible).observe(element);
  search('');

  return {
    element,
    summary,
    search,
    setCurrent(id) {
      if (id === current) return;
      current = id;
      for (const [at, item] of drawn) {
        const row = rows[at];
        const isCurrent = row?.kind === 'node' && project.data.nodes[row.position]?.id === id;
        const link = item.querySelector('a');
        if (isCurrent) link?.setAttribute('aria-current', 'page');
        else link?.removeAttribute('aria-current');
      }
    },
    focusFirst: () => focusRow(0, 1),
    openFirst() {
      const row = rows.find((candidate) => candidate.kind === 'node');
      const node = row?.kind === 'node' ? project.data.nodes[row.position] : undefined;
      if (node !== undefined) location.hash = formatRoute({ kind: 'node', id: node.id });
    },
  };
}

function drawGroup(label: string, count: number): HTMLElement {
  return el('li', { class: 'group-row' }, el('span', { class: 'label' }, label), el('span', { class: 'count' }, count));
}

function groupedRows(project: ProjectView): readonly Row[] {
  return project.groups.flatMap((group): readonly Row[] => [
    { kind: 'group', label: group.label, count: group.nodes.length },
    ...group.nodes.map((position): Row => ({ kind: 'node', position, because: '' })),
  ]);
}

/** The name with the first place of each searched word marked. */
function markWords(name: string, words: readonly string[]): readonly Child[] {
  const lower = name.toLowerCase();
  const marks = words
    .map((word) => ({ start: lower.indexOf(word), end: lower.indexOf(word) + word.length }))
    .filter(({ start }) => start !== -1)
    .sort((a, b) => a.start - b.start);
  const parts: Child[] = [];
  let at = 0;
  for (const { start, end } of marks) {
    if (start < at) continue;
    parts.push(name.slice(at, start), el('mark', {}, name.slice(start, end)));
    at = end;
  }
  return [...parts, name.slice(at)];
}
