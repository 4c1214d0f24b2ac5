// The page in a real browser, opened from disk with the network off. Skipped and counted where there is no browser.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Locator, Page } from 'playwright-core';

import { renderDocsPage } from '../../docs/render-docs-page.js';
import { hostileNode, HOSTILE_TEXT } from '../fixtures/docs-hostile.js';
import { bigDocsManifest, docsManifest } from '../fixtures/docs-manifest.js';
import { docsRunResults } from '../fixtures/docs-run-results.js';
import { findChromium } from './find-chromium.js';
import { launchDocsBrowser } from './open-docs-page.js';

const chromium = findChromium();
const docs = suite('docs page');
const inBrowser = (name: string, run: () => Promise<void>): void =>
  chromium === null ? docs.skip(name, run) : docs(name, run);

const manifest = docsManifest();
const broken = renderDocsPage({ manifest, runResults: docsRunResults(manifest, true) });
const PREFIX = 'model.student_performance';
// What runs inside the page is text: its types are the browser's, which the rest of this program must not see.
const EXCESS_WIDTH = `(() => {
  const main = document.querySelector('main');
  return Math.max(document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth);
})()`;
const MEASURE_INTERACTIONS = `(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const measure = async (action) => {
    const startedAt = performance.now();
    await action();
    await frame();
    return performance.now() - startedAt;
  };
  const go = (hash) => new Promise((done) => {
    addEventListener('hashchange', done, { once: true });
    location.hash = hash;
  });
  const search = (query) => {
    const input = document.querySelector('input');
    input.value = query;
    input.dispatchEvent(new Event('input'));
  };
  return {
    search: await measure(() => search('column_3_of_77')),
    node: await measure(() => go('#/node/${PREFIX}.int_entity_400')),
    focus: await measure(() => go('#/lineage?focus=${PREFIX}.int_entity_400&up=all&down=all')),
    all: await measure(() => go('#/lineage')),
    tests: await measure(() => go('#/tests')),
  };
})()`;

let browser: Awaited<ReturnType<typeof launchDocsBrowser>> | null = null;

docs.before(async () => {
  if (chromium !== null) browser = await launchDocsBrowser(chromium);
});
docs.after(() => browser?.close());

async function open(html: string, options: Parameters<NonNullable<typeof browser>['open']>[1] = {}) {
  if (browser === null) throw new Error('the browser is not running');
  return browser.open(html, options);
}

function goTo(page: Page, hash: string): Promise<unknown> {
  return page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
}

async function isFocused(element: Locator): Promise<boolean> {
  return (await element.and(element.page().locator(':focus')).count()) === 1;
}

async function headline(page: Page): Promise<string> {
  return (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
}

inBrowser('opens from disk, loads nothing and reports no problem on any page', async () => {
  const { page, requests, problems } = await open(broken);
  for (const name of ['Lineage', 'Tests', 'Runs', 'Overview']) {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
  }
  await goTo(page, `#/node/${PREFIX}.Fact_Performance`);
  await page.getByRole('heading', { name: 'Fact_Performance' }).waitFor();
  assert.equal([...requests], []);
  assert.equal([...problems], []);
});

inBrowser('the overview gives the verdict and what failed first', async () => {
  const { page } = await open(broken);
  await page.getByText('2 failed, 1 warning, 5 skipped').waitFor();
  const first = page.locator('.ledger li').first();
  assert.match((await first.textContent()) ?? '', /mart_homework_completion.*no such column: due_dat/s);
});

inBrowser('search finds a node by a column, Enter opens it, Esc clears', async () => {
  const { page } = await open(broken);
  await page.keyboard.press('/');
  const search = page.getByRole('searchbox', { name: 'Search' });
  assert.ok(await isFocused(search));
  await page.keyboard.type('rank_in_grade');
  await page.getByText('1 of 42 nodes').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'mart_top_students' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  assert.is(await search.inputValue(), '');
});

inBrowser('arrow keys walk the list and come back to the search box', async () => {
  const { page } = await open(broken);
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill('stg');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');

  assert.is(await page.evaluate('document.activeElement.textContent'), 'stg_students');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  assert.ok(await isFocused(search));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'stg_homework' }).waitFor();
});

inBrowser('the graph shows every node, and the neighbourhood of the one in focus', async () => {
  const { page } = await open(broken, { hash: '#/lineage' });
  assert.is(await page.locator('a.card').count(), 42);
  await page.getByLabel('Focus').fill('dim_student');
  await page.keyboard.press('Enter');
  await page.waitForURL(/focus=model\.student_performance\.dim_student&up=1&down=1/);
  await page.getByText('12 of 42 nodes').waitFor();
  await page.getByRole('button', { name: 'Upstream: more' }).click();
  await page.waitForURL(/up=all/);
  await page.getByText('13 of 42 nodes').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Upstream: more' }).isDisabled());
  await page.getByRole('button', { name: 'Show all nodes' }).click();
  await page.getByText('42 nodes', { exact: true }).last().waitFor();
});

inBrowser('a click selects a node and shows its card, a double click opens it', async () => {
  const { page } = await open(broken, { hash: '#/lineage' });
  const card = page.locator('a.card', { hasText: 'dim_student' });
  await card.click();
  await page.getByText('reads 1 node, is used by 10 nodes').waitFor();
  assert.match((await card.getAttribute('class')) ?? '', /selected/);
  await card.dblclick();
  await page.getByRole('heading', { name: 'dim_student' }).waitFor();
});

inBrowser('the graph zooms at the pointer, pans by dragging and fits again', async () => {
  const { page } = await open(broken, { hash: '#/lineage' });
  const card = page.locator('a.card').first();
  const box = async () => {
    const found = await card.boundingBox();
    if (found === null) throw new Error('no card');
    return found;
  };
  const before = await box();
  await page.mouse.move(900, 800);
  await page.mouse.wheel(0, -300);
  const zoomed = await box();
  assert.ok(zoomed.width > before.width * 1.3);
  await page.mouse.down();
  await page.mouse.move(800, 760, { steps: 4 });
  await page.mouse.up();
  const panned = await box();
  assert.ok(Math.abs(panned.x - zoomed.x + 100) < 2 && Math.abs(panned.y - zoomed.y + 40) < 2);
  await page.getByRole('button', { name: 'Fit' }).click();
  assert.ok(Math.abs((await box()).x - before.x) < 1);
});

inBrowser('in the graph arrow keys follow the lines and Enter opens', async () => {
  const { page } = await open(broken, { hash: `#/lineage?focus=${PREFIX}.stg_students&up=1&down=1` });
  await page.locator('a.card.focus').focus();
  await page.keyboard.press('ArrowLeft');
  assert.match(await page.evaluate<string>('document.activeElement.getAttribute("aria-label")'), /^raw_students seed/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'raw_students' }).waitFor();
});

inBrowser('a node page has columns with tests, both forms of SQL, and links both ways', async () => {
  const { page } = await open(broken, { hash: `#/node/${PREFIX}.Fact_Performance` });
  await page.getByRole('rowheader', { name: 'student_id' }).waitFor();
  assert.match(
    (await page.getByLabel('Template', { exact: true }).textContent()) ?? '',
    /from \{\{ref "stg_performance" on="grade_level"\}\}/,
  );
  assert.match((await page.getByLabel('Compiled', { exact: true }).textContent()) ?? '', /from "stg_performance"/);
  await page.getByLabel('Template', { exact: true }).getByRole('link', { name: '{{ref "dim_subject"}}' }).click();
  await page.getByRole('heading', { name: 'dim_subject' }).waitFor();
  await page
    .getByRole('complementary', { name: 'Dependencies and settings' })
    .getByRole('link', { name: 'Fact_Performance' })
    .click();
  await page.getByRole('heading', { name: 'Fact_Performance' }).waitFor();
});

inBrowser('a test has a page with its finding and its SQL', async () => {
  const { page } = await open(broken, { hash: '#/tests?show=failed' });
  await page.getByRole('link', { name: 'not_null', exact: true }).click();
  await page.getByRole('heading', { name: 'not_null_stg_communication_recorded_at' }).waitFor();
  await page.getByText('17 failing rows').waitFor();
  await page.getByText('recorded_at is null').waitFor();
});

inBrowser('hostile names, descriptions and SQL are shown as text', async () => {
  const html = renderDocsPage({ manifest: docsManifest([hostileNode()]) });
  const { page, requests, problems } = await open(html, { hash: `#/node/${PREFIX}.hostile` });
  assert.is(await headline(page), 'hostile"><script>window.hacked=3</script>');
  const shown = (await page.getByRole('article').textContent()) ?? '';
  assert.ok(shown.includes(HOSTILE_TEXT.trim().slice(0, 90)));
  assert.ok(shown.includes('<svg onload="window.hacked=4">'));
  assert.is(await page.evaluate('"hacked" in window'), false);
  assert.is(await page.locator('main img, main script, main iframe, main [onload], main [onerror]').count(), 0);
  const hrefs = await page.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  assert.equal(
    hrefs.filter((href) => !/^(?:#|https:\/\/)/.test(href)),
    [],
  );
  assert.equal([...requests, ...problems], []);
});

inBrowser('the theme follows the system until the button is pressed, and is remembered', async () => {
  const { page } = await open(broken, { colorScheme: 'dark' });
  const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const dark = await paper();
  await page.getByRole('button', { name: 'Theme', exact: true }).click();
  const light = await paper();
  assert.is.not(light, dark);
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.is(await paper(), light);
});

inBrowser('before any build the page says so', async () => {
  const compiled = await open(renderDocsPage({ manifest }));
  await compiled.page.getByText('No run yet').waitFor();
  const nothing = await open(renderDocsPage({ manifest: null }));
  await nothing.page.getByText('Nothing here yet').waitFor();
  for (const hash of ['#/lineage', '#/tests', '#/runs', '#/node/model.x.y']) {
    await goTo(nothing.page, hash);
    await nothing.page.getByRole('heading', { level: 1 }).waitFor();
  }
  assert.equal([...compiled.problems, ...nothing.problems], []);
});

inBrowser('on a phone nothing is wider than the screen, and the search results lie over the page', async () => {
  const { page } = await open(broken, { width: 390, height: 844 });
  for (const hash of ['#/overview', '#/lineage', '#/tests', '#/runs', `#/node/${PREFIX}.mart_dq_scorecard`]) {
    await goTo(page, hash);
    await page.waitForTimeout(50);
    const excess = await page.evaluate(EXCESS_WIDTH);
    assert.is(excess, 0, hash);
  }
  await page.getByRole('searchbox', { name: 'Search' }).fill('gpa');
  await page.getByRole('navigation', { name: 'Nodes' }).getByRole('link').first().click();
  await page.getByRole('heading', { name: 'View_Student_Report_Card' }).waitFor();
  assert.ok(await page.getByRole('navigation', { name: 'Nodes' }).isHidden());
});

inBrowser('a project of 1,000 models opens, searches and walks without delay', async () => {
  const big = bigDocsManifest(1000);
  const { page, problems } = await open(renderDocsPage({ manifest: big, runResults: docsRunResults(big) }));
  assert.ok((await page.getByRole('navigation', { name: 'Nodes' }).getByRole('link').count()) < 80);
  const times = await page.evaluate<Record<string, number>>(MEASURE_INTERACTIONS);
  // Generous: the machines that run this are small and busy. A quadratic slip would take seconds.
  for (const [what, durationMs] of Object.entries(times))
    assert.ok(durationMs < 1500, `${what} took ${Math.round(durationMs)} ms`);
  assert.equal([...problems], []);
});

docs.run();
