// Small things that several pages show in the same way.

import type { PageResult, PageTest } from '../page-data.js';
import type { ProjectView } from '../project-view.js';
import { formatRoute } from '../route.js';
import { el } from './dom.js';
import type { Child } from './dom.js';
import { toneIcon, typeIcon } from './icons.js';
import { toneWord } from './words.js';

export function heading(...children: readonly Child[]): HTMLElement {
  return el('h1', { tabindex: -1 }, ...children);
}

export function section(
  title: string,
  attributes: { readonly class?: string; readonly aside?: Child },
  ...children: readonly Child[]
): HTMLElement {
  return el(
    'section',
    { class: attributes.class ?? null },
    el('div', { class: 'section-head' }, el('h2', {}, title), attributes.aside),
    ...children,
  );
}

/** Said where there is nothing to show, with what to do about it. */
export function emptyNote(...children: readonly Child[]): HTMLElement {
  return el('p', { class: 'empty' }, ...children);
}

export function command(text: string): HTMLElement {
  return el('code', { class: 'command' }, text);
}

export function nodeLink(project: ProjectView, position: number): HTMLElement {
  const node = project.data.nodes[position];
  if (node === undefined) return el('span');
  const health = project.health[position] ?? null;
  return el(
    'a',
    { class: 'node-link', href: formatRoute({ kind: 'node', id: node.id }) },
    typeIcon(node.type),
    el('span', { class: 'id' }, node.name),
    health !== null && toneIcon(health, toneWord(health)),
  );
}

export function testLink(test: PageTest, text: string): HTMLElement {
  return el('a', { class: 'id', href: formatRoute({ kind: 'node', id: test.id }) }, text);
}

/** Icon and word of a result. */
export function statusMark(result: PageResult | null): HTMLElement {
  const tone = result === null ? null : result.tone;
  return el(
    'span',
    { class: `status tone-${tone ?? 'none'}` },
    toneIcon(tone, ''),
    el('span', { class: 'status-word' }, result === null ? 'not run' : result.status),
  );
}

/** A line of text that may hold line breaks, as engines write their messages. */
export function message(text: string): HTMLElement {
  return el('pre', { class: 'message' }, text);
}

/** Builds the rest of a long list only when it is asked for. */
export function inPortions<T>(
  items: readonly T[],
  portion: number,
  parent: HTMLElement,
  draw: (item: T) => HTMLElement,
): HTMLElement | null {
  parent.append(...items.slice(0, portion).map(draw));
  if (items.length <= portion) return null;
  const more = el('button', { type: 'button', class: 'more' }, `Show all ${items.length}`);
  more.addEventListener('click', () => {
    parent.append(...items.slice(portion).map(draw));
    more.remove();
  });
  return more;
}
