import { formatRoute } from '../route.js';
import { referredName, splitLines, tokenizeSql } from '../text/tokenize-sql.js';
import { button, el } from './dom.js';
import type { Child } from './dom.js';
import { icon } from './icons.js';

/** From this length on a text is shown without colours. */
const COLOUR_UP_TO_CHARS = 200_000;

/** SQL with line numbers and a button that copies it; `{{ref}}` tags lead to the node they name. */
export function createSqlView(title: string, sql: string, findNodeId: (name: string) => string | null): HTMLElement {
  const code = el('code', {}, ...(sql.length > COLOUR_UP_TO_CHARS ? [sql] : renderLines(sql, findNodeId)));
  const text = el('span', {}, 'Copy');
  const copy = button(
    { class: 'quiet', 'aria-label': `Copy ${title.toLowerCase()}` },
    () => void copyText(sql, code, text),
    icon('copy'),
    text,
  );
  return el(
    'figure',
    { class: 'sql' },
    el('figcaption', {}, el('span', { class: 'label' }, title), copy),
    el('pre', { tabindex: 0, 'aria-label': title }, code),
  );
}

function renderLines(sql: string, findNodeId: (name: string) => string | null): readonly Child[] {
  return splitLines(tokenizeSql(sql)).map((line) =>
    el(
      'span',
      { class: 'line' },
      ...line.map(({ kind, text }): Child => {
        if (kind === 'plain') return text;
        const name = kind === 'tag' ? referredName(text) : null;
        const id = name === null ? null : findNodeId(name);
        return id === null
          ? el('span', { class: `sql-${kind}` }, text)
          : el('a', { class: 'sql-tag', href: formatRoute({ kind: 'node', id }) }, text);
      }),
      '\n',
    ),
  );
}

/** Where the clipboard is closed to pages from disk, the text is selected instead, ready to be copied. */
async function copyText(sql: string, code: HTMLElement, label: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(sql);
    label.textContent = 'Copied';
  } catch {
    getSelection()?.selectAllChildren(code);
    label.textContent = 'Selected';
  }
  setTimeout(() => (label.textContent = 'Copy'), 1600);
}
