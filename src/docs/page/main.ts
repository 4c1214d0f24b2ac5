// The page: reads its data, builds the frame once, and shows the view that the address names. All state that is worth
// keeping is in the address.

import { buildProjectView } from '../project-view.js';
import { formatRoute, parseRoute } from '../route.js';
import type { Route } from '../route.js';
import { el } from './dom.js';
import { createIconSprite } from './icons.js';
import { createLineagePage } from './lineage-page.js';
import { loadData } from './load-data.js';
import { createNodePage } from './node-page.js';
import { createOverviewPage } from './overview-page.js';
import { createRunsPage } from './runs-page.js';
import { createShell } from './shell.js';
import { createTestsPage } from './tests-page.js';
import { restoreTheme } from './theme.js';
import type { PageContext, View } from './view.js';

async function start(): Promise<void> {
  restoreTheme();
  const project = buildProjectView(await loadData());
  const shell = createShell(project);
  const context: PageContext = {
    project,
    go: (route) => (location.hash = formatRoute(route)),
    search: shell.search,
  };
  document.getElementById('app')?.replaceChildren(createIconSprite(), shell.element);

  let view: View | null = null;
  let shown: Route['kind'] | null = null;
  const scrollPositions = new Map<string, number>();
  let address = location.hash;
  shell.main.addEventListener('scroll', () => scrollPositions.set(address, shell.main.scrollTop), { passive: true });

  function show(isFirst: boolean): void {
    const route = parseRoute(location.hash);
    address = location.hash;
    shell.setRoute(route);
    if (view === null || route.kind !== shown || view.update?.(route) !== true) {
      view = createView(context, route);
      shell.main.replaceChildren(view.element);
      view.attached?.();
      shell.main.scrollTop = scrollPositions.get(address) ?? 0;
      // Whoever follows a link lands at the heading of what it led to.
      if (!isFirst) view.element.querySelector('h1')?.focus({ preventScroll: true });
    }
    shown = route.kind;
    document.title = `${view.title} · ${project.data.project.name}`;
  }
  window.addEventListener('hashchange', () => show(false));
  show(true);
}

function createView(context: PageContext, route: Route): View {
  switch (route.kind) {
    case 'overview':
      return createOverviewPage(context);
    case 'lineage':
      return createLineagePage(context, route);
    case 'node':
      return createNodePage(context, route.id);
    case 'tests':
      return createTestsPage(context, route.show);
    case 'runs':
      return createRunsPage(context);
  }
}

start().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  document
    .getElementById('app')
    ?.replaceChildren(el('p', { class: 'boot', role: 'alert' }, `This page could not read its data: ${message}`));
});
