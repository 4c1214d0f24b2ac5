// Icons as one sprite, 16 × 16, drawn in the current colour. Each type and each status has a shape of its own, so that
// nothing is told by colour alone.

import type { Tone } from '../page-data.js';
import { svg } from './dom.js';

const SHAPES = {
  seed: 'M8 14V7.5M8 8C8 4.8 5.8 2.8 2.3 2.8 2.3 6 4.4 8 8 8ZM8 10c0-2.6 2-4.3 5.7-4.3C13.7 8.4 11.6 10 8 10Z',
  source:
    'M3 4c0-1.2 2.2-2 5-2s5 .8 5 2-2.2 2-5 2-5-.8-5-2Zm0 0v8c0 1.2 2.2 2 5 2s5-.8 5-2V4M3 8c0 1.2 2.2 2 5 2s5-.8 5-2',
  model: 'M8 1.8 13.4 4.9v6.2L8 14.2 2.6 11.1V4.9ZM2.6 4.9 8 8l5.4-3.1M8 8v6.2',
  snapshot: 'M8 14A6 6 0 1 0 2.3 9.7M2 6l.4 3.8L6 8.7M8 4.8V8l2.4 1.5',
  exposure: 'M2 13.5h12M4 11V8M8 11V3M12 11V5.5',
  analysis: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14',
  test: 'M8 1.8 13 3.6v4c0 3.2-2 5.4-5 6.6-3-1.2-5-3.4-5-6.6v-4ZM5.7 7.8 7.4 9.5l3-3.2',
  ok: 'M3.2 8.6 6.6 12l6.4-7.6',
  warn: 'M8 2 14.6 13.6H1.4ZM8 6.4v3.4M8 11.4v.4',
  bad: 'M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4ZM5.9 5.9l4.2 4.2M10.1 5.9 5.9 10.1',
  idle: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM5.2 8h5.6',
  none: 'M5 8h.1M8 8h.1M11 8h.1',
  search: 'M7 11.8A4.8 4.8 0 1 0 7 2.2a4.8 4.8 0 0 0 0 9.6ZM10.5 10.5 14 14',
  theme: 'M8 13.6A5.6 5.6 0 1 0 8 2.4a5.6 5.6 0 0 0 0 11.2ZM8 2.4v11.2M8 5h4.7M8 8h5.6M8 11h4.7',
  copy: 'M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3',
  close: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3.5v9M3.5 8h9',
  minus: 'M3.5 8h9',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  graph: 'M1.8 3h4v3h-4ZM10.2 3h4v3h-4ZM10.2 10h4v3h-4ZM5.8 4.5h4.4M5.8 4.5C8.5 4.5 7.5 11.5 10.2 11.5',
} as const;

export type IconName = keyof typeof SHAPES;

export function createIconSprite(): SVGSVGElement {
  const symbols = Object.entries(SHAPES).map(([name, path]) =>
    svg('symbol', { id: `i-${name}`, viewBox: '0 0 16 16' }, svg('path', { d: path })),
  );
  return svg('svg', { class: 'sprite', 'aria-hidden': 'true' }, ...symbols);
}

/** Decorative: what it says must stand beside it in words. */
export function icon(name: IconName, className = ''): SVGSVGElement {
  return svg(
    'svg',
    { class: `icon ${className}`.trim(), viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    svg('use', { href: `#i-${name}` }),
  );
}

export function typeIconName(type: string): IconName {
  return type === 'seed' ||
    type === 'source' ||
    type === 'snapshot' ||
    type === 'exposure' ||
    type === 'analysis' ||
    type === 'test'
    ? type
    : 'model';
}

export function toneIconName(tone: Tone | null): IconName {
  return tone ?? 'none';
}

export function typeIcon(type: string): SVGSVGElement {
  return icon(typeIconName(type), `type-${typeIconName(type)}`);
}

/** Icon with its meaning for those who do not see it; without a label it is decorative. */
export function toneIcon(tone: Tone | null, label: string): SVGSVGElement {
  const name = toneIconName(tone);
  const drawn = icon(name, `tone-${name}`);
  if (label === '') return drawn;
  drawn.removeAttribute('aria-hidden');
  drawn.setAttribute('role', 'img');
  drawn.setAttribute('aria-label', label);
  return drawn;
}
