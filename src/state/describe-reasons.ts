import { describeSources, type Reason } from './decide.js';
import type { Ingredients } from './fingerprint.js';

/** How people call a node, by its unique id. */
export type NameOf = (id: string) => string;

/** What is needed to say why a SQL text is another one. */
export interface Explanation {
  readonly before: Ingredients;
  readonly now: Ingredients;
  readonly nameOf: NameOf;
}

/** A sentence without a full stop. */
export function describeReason(reason: Reason, { before, now, nameOf }: Explanation): string {
  switch (reason.kind) {
    case 'forced':
      return `${reason.flag} asks for it`;
    case 'never-built':
      return 'nothing is remembered of an earlier build';
    case 'failed-before':
      return 'the last attempt failed';
    case 'not-there':
      return 'its relation is not there';
    case 'volatile':
      return `it always runs, because its SQL is not known to be deterministic: ${reason.what}`;
    case 'unknown-input':
      return `${nameOf(reason.input)} runs first, or it is not known what it holds`;
    case 'partial':
      return 'not all of its partitions were evaluated';
    case 'touched':
      return 'its rows are not those that sp wrote: another program changed them';
    case 'changed':
      return describeChange(reason.ingredient, reason.before, reason.now, { before, now, nameOf });
  }
}

function describeChange(
  ingredient: string,
  old: string | undefined,
  value: string | undefined,
  explanation: Explanation,
): string {
  const dot = ingredient.indexOf('.');
  const kind = dot < 0 ? ingredient : ingredient.slice(0, dot);
  const name = ingredient.slice(dot + 1);
  switch (kind) {
    case 'sql':
    case 'text':
    case 'model':
      return describeSql(kind, explanation);
    case 'keys':
      return 'what lists its partitions changed';
    case 'engine':
      return 'it was built by another version of sp, or by another engine';
    case 'relation':
      return `its relation is called ${value ?? ''} now, not ${old ?? ''}`;
    case 'config':
      return `config ${name} changed${describeValues(old, value)}`;
    case 'file':
      return old === undefined ? `file ${name} is new` : `file ${name} ${value === undefined ? 'is gone' : 'changed'}`;
    case 'input':
      return describeInput(name, old, value, explanation.nameOf);
    default:
      return `${ingredient} changed`;
  }
}

function describeSql(kind: string, { before, now }: Explanation): string {
  const what = kind === 'text' ? 'the text of its SQL' : 'its SQL';
  const sources = describeSources(before, now).map((reason) => (reason.kind === 'changed' ? nameSource(reason) : ''));
  return sources.length === 0 ? `${what} changed` : `${what} changed: ${sources.join(', ')}`;
}

function nameSource({ ingredient, before, now }: Extract<Reason, { kind: 'changed' }>): string {
  const dot = ingredient.indexOf('.');
  const kind = ingredient.slice(0, dot);
  const name = ingredient.slice(dot + 1);
  if (kind === 'code') return name;
  if (kind === 'macro') return `macro ${name.slice(name.indexOf('.') + 1)}`;
  return kind === 'env' ? `environment variable ${name}` : `var ${name}${describeValues(before, now)}`;
}

/** `(before → now)`, where both are short enough to be kept as they are. */
function describeValues(before: string | undefined, now: string | undefined): string {
  const isKept = (value: string | undefined): boolean => value?.startsWith('#') !== true;
  return isKept(before) && isKept(now) ? ` (${before ?? 'nothing'} → ${now ?? 'nothing'})` : '';
}

/** `input.<id>`, or `input.<id> <column>` for the rows of one partition. */
function describeInput(name: string, before: string | undefined, now: string | undefined, nameOf: NameOf): string {
  const space = name.indexOf(' ');
  const node = nameOf(space < 0 ? name : name.slice(0, space));
  if (before === undefined) return `it reads ${node} now`;
  if (now === undefined) return `it does not read ${node} any more`;
  return space < 0 ? `${node} changed` : `its rows of ${node} changed`;
}
