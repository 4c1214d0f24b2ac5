// The part of the address after `#` ⇄ which view is shown. Pure. Every view has an address, so that it can be kept and sent.

export type Route =
  | { readonly kind: 'overview' }
  | {
      readonly kind: 'lineage';
      readonly focus: string | null;
      readonly up: number;
      readonly down: number;
      readonly lens: Lens;
    }
  | { readonly kind: 'node'; readonly id: string }
  | { readonly kind: 'tests'; readonly show: string }
  | { readonly kind: 'runs' };

/** What the colours of the graph mean. */
export type Lens = 'type' | 'materialized' | 'status';

export const DEFAULT_REACH = 1;

/** An address that means nothing is the overview; a damaged part of one is left out. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = splitOnce(hash.replace(/^#?\/?/, ''), '?');
  const [view = '', rest = ''] = splitOnce(path, '/');
  const parameters = new URLSearchParams(query);
  switch (view) {
    case 'lineage':
      return {
        kind: 'lineage',
        focus: parameters.get('focus') || null,
        up: parseDepth(parameters.get('up')),
        down: parseDepth(parameters.get('down')),
        lens: parseLens(parameters.get('lens')),
      };
    case 'node':
      return rest === '' ? { kind: 'overview' } : { kind: 'node', id: decode(rest) };
    case 'tests':
      return { kind: 'tests', show: parameters.get('show') ?? '' };
    case 'runs':
      return { kind: 'runs' };
    default:
      return { kind: 'overview' };
  }
}

/** Inverse of parseRoute, with everything that has its default value left out. */
export function formatRoute(route: Route): string {
  switch (route.kind) {
    case 'overview':
    case 'runs':
      return `#/${route.kind}`;
    case 'node':
      return `#/node/${encode(route.id)}`;
    case 'tests':
      return route.show === '' ? '#/tests' : `#/tests?show=${encode(route.show)}`;
    case 'lineage': {
      const parts: string[] = [];
      if (route.focus !== null) {
        parts.push(`focus=${encode(route.focus)}`, `up=${formatDepth(route.up)}`, `down=${formatDepth(route.down)}`);
      }
      if (route.lens !== 'type') parts.push(`lens=${route.lens}`);
      return parts.length === 0 ? '#/lineage' : `#/lineage?${parts.join('&')}`;
    }
  }
}

export function lineageOf(focus: string | null): Route {
  return { kind: 'lineage', focus, up: DEFAULT_REACH, down: DEFAULT_REACH, lens: 'type' };
}

function parseDepth(text: string | null): number {
  if (text === 'all') return Infinity;
  return text !== null && /^\d{1,4}$/.test(text) ? Number(text) : DEFAULT_REACH;
}

function formatDepth(depth: number): string {
  return depth === Infinity ? 'all' : String(depth);
}

function parseLens(text: string | null): Lens {
  return text === 'materialized' || text === 'status' ? text : 'type';
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Half a character, which no address can hold, becomes the replacement character. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
