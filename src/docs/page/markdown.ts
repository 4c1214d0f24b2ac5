// Markdown → elements. marked finds the structure; the elements are built here from its tokens, so that raw HTML stays
// text, links lead only where safeHref allows, and images (which would be fetched) become their description.

import { Lexer } from 'marked';
import type { MarkedToken, Token, Tokens } from 'marked';

import { el, externalLink } from './dom.js';
import type { Child } from './dom.js';

/** Headings start at `<h3>`: a description stands inside a section of the page. */
const TOP_HEADING = 3;

export function renderMarkdown(source: string): HTMLElement {
  return el('div', { class: 'prose' }, ...blocks(new Lexer({ gfm: true }).lex(source)));
}

/** The first paragraph as text without marks, for lists and cards. */
export function plainText(source: string): string {
  const first = new Lexer({ gfm: true })
    .lex(source)
    .find((token) => token.type === 'paragraph' || token.type === 'heading');
  return first === undefined ? source.trim() : (el('p', {}, ...inline(first)).textContent ?? '');
}

function blocks(tokens: readonly Token[]): readonly Child[] {
  return tokens.map(block);
}

const KNOWN = new Set(
  'blockquote br checkbox code codespan def del em escape heading hr html image link list list_item paragraph space strong table text'.split(
    ' ',
  ),
);

/** Everything that marked itself finds; the rest could only come from extensions, which are not used. */
function isKnown(token: Token): token is MarkedToken {
  return KNOWN.has(token.type);
}

function block(token: Token): Child {
  if (!isKnown(token)) return el('p', {}, token.raw);
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return null;
    case 'heading':
      return heading(token);
    case 'code':
      return el('pre', {}, el('code', {}, token.text));
    case 'blockquote':
      return el('blockquote', {}, ...blocks(token.tokens));
    case 'list':
      return list(token);
    case 'table':
      return table(token);
    case 'hr':
      return el('hr');
    case 'html':
      return el('p', {}, token.raw.trim());
    case 'br':
    case 'codespan':
    case 'del':
    case 'em':
    case 'escape':
    case 'image':
    case 'link':
    case 'list_item':
    case 'paragraph':
    case 'strong':
    case 'text':
      return el('p', {}, ...inline(token));
  }
}

function heading(token: Tokens.Heading): HTMLElement {
  const level = Math.min(6, token.depth + TOP_HEADING - 1);
  return el(level === 3 ? 'h3' : level === 4 ? 'h4' : level === 5 ? 'h5' : 'h6', {}, ...inline(token));
}

function list(token: Tokens.List): HTMLElement {
  const items = token.items.map((item) => {
    const mark = item.task ? (item.checked === true ? '☑ ' : '☐ ') : null;
    return el(
      'li',
      {},
      mark,
      ...item.tokens
        .filter((part) => part.type !== 'checkbox')
        .flatMap((part) => (part.type === 'text' ? inline(part) : [block(part)])),
    );
  });
  return token.ordered
    ? el('ol', { start: token.start === '' ? null : token.start }, ...items)
    : el('ul', {}, ...items);
}

function table(token: Tokens.Table): HTMLElement {
  const head = el('tr', {}, ...token.header.map((cell) => el('th', { scope: 'col' }, ...inlines(cell.tokens))));
  const rows = token.rows.map((row) => el('tr', {}, ...row.map((cell) => el('td', {}, ...inlines(cell.tokens)))));
  return el('div', { class: 'scroll-x' }, el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows)));
}

function inline(token: Token): readonly Child[] {
  return 'tokens' in token && token.tokens !== undefined
    ? inlines(token.tokens)
    : [decodeEntities('text' in token ? String(token.text) : token.raw)];
}

function inlines(tokens: readonly Token[]): readonly Child[] {
  return tokens.flatMap((token): readonly Child[] => {
    if (!isKnown(token)) return [token.raw];
    switch (token.type) {
      case 'strong':
        return [el('strong', {}, ...inline(token))];
      case 'em':
        return [el('em', {}, ...inline(token))];
      case 'del':
        return [el('del', {}, ...inline(token))];
      case 'codespan':
        return [el('code', {}, token.text)];
      case 'br':
        return [el('br')];
      case 'link':
        return [externalLink(token.href, ...inline(token))];
      case 'image':
        return [externalLink(token.href, token.text || token.href)];
      case 'html':
        return [token.raw];
      case 'blockquote':
      case 'checkbox':
      case 'code':
      case 'def':
      case 'escape':
      case 'heading':
      case 'hr':
      case 'list':
      case 'list_item':
      case 'paragraph':
      case 'space':
      case 'table':
      case 'text':
        return inline(token);
    }
  });
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi,
    (whole: string, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
