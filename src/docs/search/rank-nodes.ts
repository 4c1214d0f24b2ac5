// Which nodes answer a query, best first. Pure. Every word of the query must be found somewhere in a node; where it was
// found decides how much it counts, and the name counts most. `type:seed` and `tag:finance` narrow the list instead.

export interface Searchable {
  readonly name: string;
  readonly type: string;
  readonly materialized: string;
  readonly path: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly columns: readonly { readonly name: string; readonly description: string }[];
}

export interface SearchHit {
  /** Position in the list that was indexed. */
  readonly position: number;
  readonly score: number;
  /** What else than the name matched, to be shown beside it: `column student_id`, `tag marts`; empty for a name. */
  readonly because: string;
}

interface Entry {
  readonly position: number;
  readonly name: string;
  readonly nameParts: readonly string[];
  readonly type: string;
  readonly materialized: string;
  readonly path: string;
  readonly tags: readonly string[];
  readonly columns: readonly string[];
  readonly description: string;
  readonly columnDescriptions: string;
  readonly columnLabels: readonly string[];
}

export type SearchIndex = readonly Entry[];

export function buildSearchIndex(nodes: readonly Searchable[]): SearchIndex {
  return nodes.map((node, position) => ({
    position,
    name: fold(node.name),
    nameParts: splitName(fold(node.name)),
    type: fold(node.type),
    materialized: fold(node.materialized),
    path: fold(node.path),
    tags: node.tags.map(fold),
    columns: node.columns.map((column) => fold(column.name)),
    description: fold(node.description),
    columnDescriptions: fold(node.columns.map((column) => column.description).join('\n')),
    columnLabels: node.columns.map((column) => column.name),
  }));
}

/** An empty query finds everything in its given order. Equal scores go by length of name, then by position. */
export function rankNodes(index: SearchIndex, query: string): readonly SearchHit[] {
  const words = fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return index.map(({ position }) => ({ position, score: 0, because: '' }));
  const hits = collect(index, (entry) => scoreEntry(entry, words));
  // Nothing found: perhaps letters were left out.
  return hits.length > 0 ? hits : collect(index, (entry) => scoreSubsequence(entry.name, words.join('')));
}

interface Score {
  readonly score: number;
  readonly because: string;
}

function collect(index: SearchIndex, score: (entry: Entry) => Score | null): readonly SearchHit[] {
  const hits: (SearchHit & { readonly length: number })[] = [];
  for (const entry of index) {
    const found = score(entry);
    if (found !== null) hits.push({ position: entry.position, ...found, length: entry.name.length });
  }
  hits.sort((a, b) => b.score - a.score || a.length - b.length || a.position - b.position);
  return hits.map(({ position, score: points, because }) => ({ position, score: points, because }));
}

function scoreEntry(entry: Entry, words: readonly string[]): Score | null {
  let total = 0;
  let because = '';
  for (const word of words) {
    const found = scoreWord(entry, word);
    if (found === null) return null;
    total += found.score;
    if (because === '') because = found.because;
  }
  return { score: total, because };
}

function scoreWord(entry: Entry, word: string): Score | null {
  if (word.startsWith('type:')) return isEither(word.slice(5), [entry.type, entry.materialized]);
  if (word.startsWith('tag:')) return isEither(word.slice(4), entry.tags);
  const byName = scoreName(entry, word);
  if (byName > 0) return { score: byName, because: '' };

  const tag = entry.tags.find((name) => name.startsWith(word));
  if (tag !== undefined) return { score: 45, because: `tag ${tag}` };
  const column = findColumn(entry, word);
  if (column !== null) return column;
  if (startsAWord(entry.description, word)) return { score: 25, because: 'description' };
  if (entry.type.startsWith(word) || entry.materialized.startsWith(word)) return { score: 20, because: '' };
  if (startsAWord(entry.columnDescriptions, word)) return { score: 15, because: 'column description' };
  if (entry.path.includes(word)) return { score: 12, because: 'path' };
  return entry.description.includes(word) ? { score: 8, because: 'description' } : null;
}

function isEither(wanted: string, values: readonly string[]): Score | null {
  return values.some((value) => value === wanted || (wanted === '' && value !== '')) ? { score: 0, because: '' } : null;
}

function scoreName({ name, nameParts }: Entry, word: string): number {
  if (name === word) return 120;
  if (name.startsWith(word)) return 95;
  if (nameParts.includes(word)) return 85;
  if (nameParts.some((part) => part.startsWith(word))) return 75;
  return name.includes(word) ? 60 : 0;
}

function findColumn(entry: Entry, word: string): Score | null {
  let best: Score | null = null;
  for (const [at, column] of entry.columns.entries()) {
    const score = column === word ? 50 : column.startsWith(word) ? 40 : column.includes(word) ? 30 : 0;
    if (score > (best?.score ?? 0)) best = { score, because: `column ${entry.columnLabels[at] ?? column}` };
  }
  return best;
}

/** `mrtatt` finds `mart_attendance`: all letters in order, the fewer skipped in between the better. */
function scoreSubsequence(name: string, letters: string): Score | null {
  let at = -1;
  let skipped = 0;
  for (const letter of letters) {
    const next = name.indexOf(letter, at + 1);
    if (next === -1) return null;
    if (at !== -1) skipped += next - at - 1;
    at = next;
  }
  return letters.length < 3 || skipped > letters.length * 3 ? null : { score: 5 / (1 + skipped), because: '' };
}

function startsAWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const before = text.charAt(at - 1);
    if (at === 0 || !/[\p{L}\p{N}]/u.test(before)) return true;
  }
  return false;
}

function splitName(name: string): readonly string[] {
  return name.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
}

/** Lower case without accents, so that `jose` finds `José`. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
