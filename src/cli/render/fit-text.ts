// Texts fitted to terminal cells. Input is plain text: no colours, no line breaks.

import { characterWidth, displayWidth } from '../../util/display-width.js';

export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** The text, or as much of its start as fits before an ellipsis. */
export function cutEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return width < 1 ? '' : `${takeStart(text, width - 1)}…`;
}

/** The text, or its two ends around an ellipsis: of long names both ends tell most. */
export function cutMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width < 3) return cutEnd(text, width);
  const end = Math.floor((width - 1) / 2);
  const reversed = takeStart(Array.from(text).reverse().join(''), end);
  return `${takeStart(text, width - 1 - end)}…${Array.from(reversed).reverse().join('')}`;
}

function takeStart(text: string, width: number): string {
  let used = 0;
  let taken = '';
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) break;
    taken += character;
  }
  return taken;
}
