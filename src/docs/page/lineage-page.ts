import { countSteps, findNeighbourhood } from '../lineage/neighbourhood.js';
import { compareTones } from '../project-view.js';
import type { ProjectView } from '../project-view.js';
import { DEFAULT_REACH, formatRoute } from '../route.js';
import type { Lens, Route } from '../route.js';
import { formatPlural } from '../text/format.js';
import { button, el, svg } from './dom.js';
import type { Child } from './dom.js';
import { lensValue } from './draw-graph.js';
import { createGraphView } from './graph-view.js';
import { icon, toneIcon, typeIcon, typeIconName } from './icons.js';
import { plainText } from './markdown.js';
import { emptyNote, heading } from './parts.js';
import type { PageContext, View } from './view.js';
import { measures, summarizeTests, toneWord } from './words.js';

type LineageRoute = Extract<Route, { kind: 'lineage' }>;

/** The graph of the whole project, or of what lies within reach of one node. */
export function createLineagePage(context: PageContext, first: LineageRoute): View {
  const { project } = context;
  if (project.data.nodes.length === 0) {
    return {
      element: el('div', { class: 'page' }, heading('Lineage'), emptyNote('There are no nodes to draw yet.')),
      title: 'Lineage',
    };
  }
  let route = first;
  let drawn = '';
  const card = el('div', { class: 'card-panel', 'aria-live': 'polite' });
  const graph = createGraphView(project, showCard);
  const summary = el('p', { class: 'graph-summary', 'aria-live': 'polite' });
  const legend = el('ul', { class: 'legend', 'aria-label': 'Legend' });

  const names = el(
    'datalist',
    { id: 'node-names' },
    ...project.data.nodes.map((node) => el('option', { value: node.name })),
  );
  const focusInput = el('input', {
    type: 'text',
    list: 'node-names',
    'aria-label': 'Focus',
    placeholder: 'all nodes',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  focusInput.addEventListener('change', () => {
    const position = project.nodesByName.get(focusInput.value.trim());
    const node = position === undefined ? undefined : project.data.nodes[position];
    if (node !== undefined) context.go({ ...route, focus: node.id });
    else if (focusInput.value.trim() === '') context.go({ ...route, focus: null });
  });
  const clear = button(
    { class: 'quiet', 'aria-label': 'Show all nodes', title: 'Show all nodes' },
    () => context.go({ ...route, focus: null }),
    icon('close'),
  );
  const up = stepper('Upstream', (depth) => context.go({ ...route, up: depth }));
  const down = stepper('Downstream', (depth) => context.go({ ...route, down: depth }));
  const lens = lensChoice((value) => context.go({ ...route, lens: value }));
  const element = el(
    'div',
    { class: 'lineage' },
    el(
      'div',
      { class: 'toolbar' },
      heading('Lineage'),
      el(
        'div',
        { class: 'field' },
        el('span', { class: 'label' }, 'Focus'),
        el('span', { class: 'input' }, focusInput, clear),
        names,
      ),
      up.element,
      down.element,
      lens.element,
    ),
    el('div', { class: 'stage' }, graph.element, summary, legend, card),
  );

  function show(): void {
    const focus = route.focus === null ? null : (project.nodesById.get(route.focus) ?? null);
    const shown =
      focus === null
        ? [...project.data.nodes.keys()]
        : findNeighbourhood(focus, route, project.parents, project.children);
    const key = shown.join();
    if (key !== drawn || focus !== null) graph.show(shown, focus, route.lens);
    else graph.setLens(route.lens);
    drawn = key;
    const node = focus === null ? undefined : project.data.nodes[focus];
    focusInput.value = node?.name ?? '';
    clear.hidden = focus === null;
    up.set(focus === null ? null : route.up, focus === null ? 0 : countSteps(focus, project.parents));
    down.set(focus === null ? null : route.down, focus === null ? 0 : countSteps(focus, project.children));
    lens.set(route.lens);
    const isUnknown = route.focus !== null && focus === null;
    summary.textContent = isUnknown
      ? `There is no node ${route.focus ?? ''}; showing all.`
      : focus === null
        ? formatPlural(shown.length, 'node')
        : `${shown.length} of ${formatPlural(project.data.nodes.length, 'node')}`;
    legend.replaceChildren(...legendItems(project, shown, route.lens));
    showCard(focus);
    if (focus !== null) graph.select(focus);
  }

  function showCard(position: number | null): void {
    card.replaceChildren(...(position === null ? [] : nodeCard(project, position, route)));
    card.hidden = position === null;
  }

  return {
    element,
    title: 'Lineage',
    attached: show,
    update(next) {
      if (next.kind !== 'lineage') return false;
      route = next;
      show();
      return true;
    },
  };
}

function nodeCard(project: ProjectView, position: number, route: LineageRoute): readonly HTMLElement[] {
  const node = project.data.nodes[position];
  if (node === undefined) return [];
  const health = project.health[position] ?? null;
  const parents = project.parents[position]?.length ?? 0;
  const children = project.children[position]?.length ?? 0;
  const about = plainText(node.description);
  const tests = node.tests.map((at) => project.data.tests[at]).filter((test) => test !== undefined);
  return [
    el(
      'p',
      { class: 'card-title' },
      typeIcon(node.type),
      el('span', { class: 'id' }, node.name),
      health !== null && toneIcon(health, toneWord(health)),
    ),
    el(
      'p',
      { class: 'soft' },
      [node.materialized || node.type, node.result?.status ?? toneWord(null), ...measures(node.result)].join(' · '),
    ),
    el('p', { class: about === '' ? 'empty' : 'card-about' }, about === '' ? 'No description.' : about),
    el('p', { class: 'soft' }, tests.length === 0 ? 'no tests' : `tests: ${summarizeTests(tests)}`),
    el('p', { class: 'soft' }, `reads ${formatPlural(parents, 'node')}, is used by ${formatPlural(children, 'node')}`),
    el(
      'p',
      { class: 'actions' },
      el('a', { class: 'primary', href: formatRoute({ kind: 'node', id: node.id }) }, 'Open'),
      node.id !== route.focus &&
        el(
          'a',
          {
            class: 'quiet',
            href: formatRoute({ ...route, focus: node.id }),
          },
          'Focus here',
        ),
    ),
  ];
}

interface Stepper {
  readonly element: HTMLElement;
  /** Null when there is no focus; `farthest` is where more would change nothing. */
  set(depth: number | null, farthest: number): void;
}

function stepper(label: string, onChange: (depth: number) => void): Stepper {
  let depth = DEFAULT_REACH;
  let most = 0;
  const value = el('output', {}, '');
  const less = button(
    { 'aria-label': `${label}: less` },
    () => onChange(Math.max(0, Math.min(depth, most) - 1)),
    icon('minus'),
  );
  const more = button(
    { 'aria-label': `${label}: more` },
    () => onChange(depth + 1 >= most ? Infinity : depth + 1),
    icon('plus'),
  );
  return {
    element: el(
      'div',
      { class: 'field' },
      el('span', { class: 'label' }, label),
      el('span', { class: 'stepper', role: 'group', 'aria-label': label }, less, value, more),
    ),
    set(next, farthest) {
      depth = next ?? DEFAULT_REACH;
      most = farthest;
      const isAll = depth >= farthest;
      value.textContent = next === null ? '–' : isAll ? 'all' : String(depth);
      less.disabled = next === null || Math.min(depth, farthest) === 0;
      more.disabled = next === null || isAll;
    },
  };
}

function lensChoice(onChange: (lens: Lens) => void): { readonly element: HTMLElement; set(lens: Lens): void } {
  const choices: readonly (readonly [Lens, string])[] = [
    ['type', 'Type'],
    ['materialized', 'Materialization'],
    ['status', 'Status'],
  ];
  const buttons = choices.map(([value, text]) => ({
    value,
    element: button({ 'aria-pressed': 'false' }, () => onChange(value), text),
  }));
  return {
    element: el(
      'div',
      { class: 'field' },
      el('span', { class: 'label' }, 'Colour'),
      el(
        'span',
        { class: 'segments', role: 'group', 'aria-label': 'Colour' },
        ...buttons.map((entry) => entry.element),
      ),
    ),
    set(lens) {
      for (const { value, element } of buttons) element.setAttribute('aria-pressed', String(value === lens));
    },
  };
}

function legendItems(project: ProjectView, shown: readonly number[], lens: Lens): readonly HTMLElement[] {
  const values = new Map<string, { count: number; readonly type: string }>();
  for (const position of shown) {
    const node = project.data.nodes[position];
    if (node === undefined) continue;
    const value = lensValue(node, project.health[position] ?? null, lens);
    const entry = values.get(value) ?? { count: 0, type: node.type };
    entry.count++;
    values.set(value, entry);
  }
  return [...values]
    .sort(([a], [b]) => (lens === 'status' ? compareTones(toTone(a), toTone(b)) : a < b ? -1 : 1))
    .map(([value, { count, type }]) =>
      el(
        'li',
        { class: `lens-${value.replace(/[^a-z]/gi, '-').toLowerCase()}` },
        legendShape(value, type, lens),
        legendWord(value, lens),
        el('span', { class: 'count' }, count),
      ),
    );
}

function legendShape(value: string, type: string, lens: Lens): Child {
  if (lens === 'type') return icon(typeIconName(type));
  if (lens === 'status') return toneIcon(toTone(value), '');
  const [width, height] = [22, 12];
  return svg(
    'svg',
    { class: `swatch mat-${value}`, viewBox: '-1 -1 28 18', 'aria-hidden': 'true' },
    value === 'partitioned' && svg('rect', { class: 'sheet', x: 4, y: 4, width, height, rx: 2 }),
    (value === 'partitioned' || value === 'incremental') &&
      svg('rect', { class: 'sheet', x: 2, y: 2, width, height, rx: 2 }),
    svg('rect', { class: 'face', width, height, rx: 2 }),
  );
}

function legendWord(value: string, lens: Lens): string {
  return lens === 'status' ? toneWord(toTone(value)) : value;
}

function toTone(value: string): 'ok' | 'warn' | 'bad' | 'idle' | null {
  return value === 'ok' || value === 'warn' || value === 'bad' || value === 'idle' ? value : null;
}
