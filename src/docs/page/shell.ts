// The frame around every page: navigation, search with the list of nodes, theme. On narrow screens the list lies over the
// page while one searches.

import type { ProjectView } from '../project-view.js';
import { formatRoute } from '../route.js';
import type { Route } from '../route.js';
import { button, el, svg } from './dom.js';
import { icon } from './icons.js';
import { createNodeList } from './node-list.js';
import { toggleTheme } from './theme.js';

export interface Shell {
  readonly element: HTMLElement;
  readonly main: HTMLElement;
  setRoute(route: Route): void;
  readonly search: (query: string) => void;
}

export function createShell(project: ProjectView): Shell {
  const links = new Map<Route['kind'], HTMLAnchorElement>([
    ['overview', navLink('Overview', { kind: 'overview' })],
    ['lineage', navLink('Lineage', { kind: 'lineage', focus: null, up: 1, down: 1, lens: 'type' })],
    ['tests', navLink('Tests', { kind: 'tests', show: '' })],
    ['runs', navLink('Runs', { kind: 'runs' })],
  ]);
  const main = el('main', { id: 'main', tabindex: -1 });
  const skip = el('a', { class: 'skip', href: '#main' }, 'Skip to content');
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    main.focus();
  });

  const input = el('input', {
    type: 'search',
    'aria-label': 'Search',
    placeholder: 'Name, column, tag…',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const list = createNodeList(project, () => input.focus());
  const hint = el('kbd', { 'aria-hidden': 'true' }, '/');
  const aside = el(
    'aside',
    { class: 'side', 'aria-label': 'Nodes and search' },
    el('div', { class: 'search' }, icon('search'), input, hint),
    list.summary,
    list.element,
  );

  const setOpen = (isOpen: boolean): void => void aside.classList.toggle('open', isOpen);
  input.addEventListener('input', () => {
    list.search(input.value);
    setOpen(true);
  });
  input.addEventListener('focus', () => setOpen(true));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') list.focusFirst();
    else if (event.key === 'Enter') list.openFirst();
    else return;
    event.preventDefault();
  });
  aside.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    if (document.activeElement !== input && aside.contains(document.activeElement)) input.focus();
    else if (input.value !== '') search('');
    else {
      input.blur();
      setOpen(false);
    }
  });
  aside.addEventListener('focusout', (event) => {
    if (event.relatedTarget instanceof Node && !aside.contains(event.relatedTarget)) setOpen(false);
  });
  document.addEventListener('pointerdown', (event) => {
    if (event.target instanceof Node && !aside.contains(event.target)) setOpen(false);
  });
  document.addEventListener('keydown', (event) => {
    const isTyping =
      event.target instanceof HTMLInputElement ||
      event.target instanceof HTMLSelectElement ||
      event.target instanceof HTMLTextAreaElement;
    const isSlash = event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isSlash && !(event.key === 'k' && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  function search(query: string): void {
    input.value = query;
    list.search(query);
  }

  const { name, engine } = project.data.project;
  const header = el(
    'header',
    { class: 'top' },
    skip,
    el(
      'div',
      { class: 'brand' },
      mark(),
      el('span', { class: 'brand-name' }, name),
      engine !== '' && el('span', { class: 'engine' }, engine),
    ),
    el('nav', { class: 'tabs', 'aria-label': 'Pages' }, ...links.values()),
    button({ class: 'quiet theme', 'aria-label': 'Theme', title: 'Light or dark' }, toggleTheme, icon('theme')),
  );

  return {
    element: el('div', { class: 'shell' }, header, aside, main),
    main,
    setRoute(route) {
      for (const [kind, link] of links) {
        if (kind === route.kind) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
      list.setCurrent(route.kind === 'node' ? route.id : null);
      setOpen(false);
    },
    search(query) {
      search(query);
      setOpen(true);
      input.focus();
    },
  };
}

function navLink(text: string, route: Route): HTMLAnchorElement {
  return el('a', { href: formatRoute(route) }, text);
}

function mark(): SVGSVGElement {
  return svg(
    'svg',
    { class: 'mark', viewBox: '0 0 22 22', 'aria-hidden': 'true' },
    svg('path', { d: 'M5 6C12 6 10 11 17 11M5 16C12 16 10 11 17 11' }),
    svg('circle', { cx: 4.5, cy: 6, r: 2.5 }),
    svg('circle', { cx: 4.5, cy: 16, r: 2.5 }),
    svg('circle', { class: 'sink', cx: 17, cy: 11, r: 3.5 }),
  );
}
