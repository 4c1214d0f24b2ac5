// The drawing on which one pans, zooms, walks and selects. Owns the view's position; what is drawn comes from outside.
// Mouse: drag pans, wheel zooms at the pointer, a click selects, a double click opens. Touch: drag and pinch.
// Keyboard: arrows walk along the lines, + - 0 zoom and fit, Enter opens (cards are links).

import { walk } from '../lineage/neighbourhood.js';
import type { ProjectView } from '../project-view.js';
import type { Lens } from '../route.js';
import { drawGraph, lensClass } from './draw-graph.js';
import type { Card, Scene } from './draw-graph.js';
import { button, el, svg } from './dom.js';
import { listenToPointers } from './graph-pointers.js';
import { icon } from './icons.js';

export interface GraphView {
  readonly element: HTMLElement;
  /** Draws these nodes, fits them into view, and marks the focus if there is one. */
  show(positions: readonly number[], focus: number | null, lens: Lens): void;
  setLens(lens: Lens): void;
  select(position: number | null): void;
}

const ZOOM = {
  min: 0.03,
  max: 2.5,
  step: 1.3,
  farBelow: 0.22,
  closeFrom: 0.62,
  fitMax: 1.15,
  readable: 0.62,
  readableFrom: 0.4,
  padding: { x: 24, top: 40, bottom: 64 },
};

export function createGraphView(project: ProjectView, onSelect: (position: number | null) => void): GraphView {
  const world = svg('g');
  const canvas = svg(
    'svg',
    { class: 'canvas', role: 'group', 'aria-label': 'Graph of the nodes; arrow keys walk along the lines' },
    world,
  );
  const zoomButtons = el(
    'div',
    { class: 'zoom', role: 'group', 'aria-label': 'Zoom' },
    button({ 'aria-label': 'Zoom in', title: 'Zoom in (+)' }, () => zoomBy(ZOOM.step), icon('plus')),
    button({ 'aria-label': 'Zoom out', title: 'Zoom out (−)' }, () => zoomBy(1 / ZOOM.step), icon('minus')),
    button({ 'aria-label': 'Fit', title: 'Fit (0)' }, () => fit(), icon('fit')),
  );
  const element = el('div', { class: 'graph' }, canvas, zoomButtons);

  let scene: Scene | null = null;
  let view = { x: 0, y: 0, scale: 1 };
  let focused: number | null = null;
  let wantsFit = true;

  function moveTo(next: typeof view): void {
    view = { ...next, scale: Math.min(ZOOM.max, Math.max(ZOOM.min, next.scale)) };
    world.setAttribute(
      'transform',
      `translate(${view.x.toFixed(2)} ${view.y.toFixed(2)}) scale(${view.scale.toFixed(4)})`,
    );
    const isFar = view.scale < ZOOM.farBelow;
    canvas.classList.toggle('far', isFar);
    canvas.classList.toggle('mid', !isFar && view.scale < ZOOM.closeFrom);
    if (!isFar) detailWhatIsSeen();
  }

  function detailWhatIsSeen(): void {
    const [left, top] = [-view.x / view.scale, -view.y / view.scale];
    const [right, bottom] = [left + canvas.clientWidth / view.scale, top + canvas.clientHeight / view.scale];
    for (const card of scene?.cards.values() ?? []) {
      const { x, y, width, height } = card.box;
      if (x < right && x + width > left && y < bottom && y + height > top) card.showDetail();
    }
  }

  function fit(): void {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (scene === null || width === 0 || height === 0) return;
    const { width: w, height: h } = scene.layout;
    const { x, top, bottom } = ZOOM.padding;
    const [roomX, roomY] = [width - 2 * x, height - top - bottom];
    const scale = Math.min(ZOOM.fitMax, roomX / Math.max(1, w), roomY / Math.max(1, h));
    moveTo({ x: x + (roomX - w * scale) / 2, y: top + (roomY - h * scale) / 2, scale });
    wantsFit = false;
  }

  /** As `fit`, but where that would make letters too small to read, the focus in the middle at a readable size. */
  function fitFirst(): void {
    fit();
    const box = focused === null ? undefined : scene?.cards.get(focused)?.box;
    if (box === undefined || wantsFit || view.scale >= ZOOM.readableFrom) return;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const scale = ZOOM.readable;
    moveTo({ x: canvas.clientWidth / 2 - x * scale, y: canvas.clientHeight / 2 - y * scale, scale });
  }

  function zoomBy(factor: number, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2): void {
    const scale = Math.min(ZOOM.max, Math.max(ZOOM.min, view.scale * factor));
    const ratio = scale / view.scale;
    moveTo({ x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio, scale });
  }

  function bringIntoView({ box }: Card): void {
    const margin = 24;
    const left = box.x * view.scale + view.x;
    const top = box.y * view.scale + view.y;
    const overRight = Math.max(0, left + box.width * view.scale + margin - canvas.clientWidth);
    const overBottom = Math.max(0, top + box.height * view.scale + margin - canvas.clientHeight);
    const dx = left < margin ? margin - left : -overRight;
    const dy = top < margin ? margin - top : -overBottom;
    if (dx !== 0 || dy !== 0) moveTo({ ...view, x: view.x + dx, y: view.y + dy });
  }

  function select(position: number | null): void {
    if (scene === null) return;
    const isChosen = position !== null && scene.cards.has(position);
    const up = isChosen ? walk(position, Infinity, project.parents) : null;
    const down = isChosen ? walk(position, Infinity, project.children) : null;
    canvas.classList.toggle('has-selection', isChosen);
    for (const [at, { element: card }] of scene.cards) {
      card.classList.toggle('selected', at === position);
      card.classList.toggle('related', up !== null && down !== null && (up.has(at) || down.has(at)));
    }
    for (const { from, to, element: line } of scene.lines) {
      line.classList.toggle(
        'related',
        up !== null && down !== null && ((up.has(from) && up.has(to)) || (down.has(from) && down.has(to))),
      );
    }
  }

  function makeReachable(position: number): void {
    for (const [at, { element: card }] of scene?.cards ?? [])
      card.setAttribute('tabindex', at === position ? '0' : '-1');
  }

  function positionOf(target: EventTarget | null): number | null {
    const card = target instanceof Element ? target.closest('a.card') : null;
    for (const [at, candidate] of scene?.cards ?? []) if (candidate.element === card) return at;
    return null;
  }

  canvas.addEventListener('click', (event) => {
    const position = positionOf(event.target);
    if (position !== null && (event.ctrlKey || event.metaKey || event.shiftKey || event.detail === 0)) return;
    event.preventDefault();
    select(position);
    onSelect(position);
  });
  canvas.addEventListener('dblclick', (event) => {
    const position = positionOf(event.target);
    const href = position === null ? null : scene?.cards.get(position)?.element.getAttribute('href');
    if (href) location.hash = href;
  });
  canvas.addEventListener('focusin', (event) => {
    const position = positionOf(event.target);
    const card = position === null ? undefined : scene?.cards.get(position);
    if (position === null || card === undefined) return;
    makeReachable(position);
    if (card.element.matches(':focus-visible')) bringIntoView(card);
  });
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') zoomBy(ZOOM.step);
    else if (event.key === '-') zoomBy(1 / ZOOM.step);
    else if (event.key === '0' || event.key === 'f') fit();
    else if (event.key === 'Escape') {
      select(null);
      onSelect(null);
    } else if (event.key === ' ') {
      const position = positionOf(event.target);
      select(position);
      onSelect(position);
    } else {
      const next = scene === null ? null : findNeighbour(scene, project, positionOf(event.target), event.key);
      if (next === null) return;
      scene?.cards.get(next)?.element.focus();
    }
    event.preventDefault();
  });
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { left, top } = canvas.getBoundingClientRect();
      const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
      if (event.shiftKey) moveTo({ ...view, x: view.x - pixels - event.deltaX });
      else zoomBy(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0016)), event.clientX - left, event.clientY - top);
    },
    { passive: false },
  );
  listenToPointers(canvas, {
    pan: (dx, dy) => moveTo({ ...view, x: view.x + dx, y: view.y + dy }),
    pinch: (factor, x, y) => zoomBy(factor, x, y),
  });
  new ResizeObserver(() => wantsFit && fitFirst()).observe(canvas);

  return {
    element,
    show(positions, focus, lens) {
      scene = drawGraph(project, positions, lens);
      world.replaceChildren(scene.group);
      const first = focus ?? positions[0];
      if (first !== undefined) makeReachable(first);
      if (focus !== null) scene.cards.get(focus)?.element.classList.add('focus');
      focused = focus;
      wantsFit = true;
      fitFirst();
    },
    setLens(lens) {
      for (const [position, { element: card }] of scene?.cards ?? []) {
        const node = project.data.nodes[position];
        if (node === undefined) continue;
        card.classList.remove(...[...card.classList].filter((name) => name.startsWith('lens-')));
        card.classList.add(lensClass(node, project.health[position] ?? null, lens));
      }
    },
    select,
  };
}

/** The card that an arrow key leads to: left and right along a line, up and down inside a column. */
function findNeighbour(scene: Scene, project: ProjectView, from: number | null, key: string): number | null {
  const here = from === null ? undefined : scene.cards.get(from)?.box;
  if (from === null || here === undefined) return null;
  let candidates: readonly number[] = [];
  if (key === 'ArrowLeft') candidates = project.parents[from] ?? [];
  else if (key === 'ArrowRight') candidates = project.children[from] ?? [];
  else if (key === 'ArrowUp' || key === 'ArrowDown') {
    const sign = key === 'ArrowDown' ? 1 : -1;
    candidates = scene.shown.filter((at) => {
      const box = scene.cards.get(at)?.box;
      return box !== undefined && box.layer === here.layer && (box.y - here.y || box.x - here.x) * sign > 0;
    });
  }
  let nearest: number | null = null;
  let shortest = Infinity;
  for (const at of candidates) {
    const box = scene.cards.get(at)?.box;
    if (box === undefined) continue;
    const distance = Math.abs(box.y - here.y) * 4 + Math.abs(box.x - here.x);
    if (distance < shortest) [nearest, shortest] = [at, distance];
  }
  return nearest;
}
