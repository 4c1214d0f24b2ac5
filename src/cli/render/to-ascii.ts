const substitutes: Readonly<Record<string, string>> = {
  '✓': '+',
  '✗': 'x',
  '▸': '>',
  '·': '-',
  '…': '~',
  '→': '>',
  '─': '-',
  '│': '|',
  '╭': '.',
  '├': '|',
  '╰': "'",
  '░': '.',
  '█': '#',
  '■': '#',
  '\ufffd': '?',
};
const marks = new RegExp(`[${Object.keys(substitutes).join('')}\u2400-\u2421]`, 'gu');

/** Our own marks and frames in ASCII, one for one, so that columns stay. Letters of names and data are left as they are. */
export function toAscii(text: string): string {
  return text.replaceAll(marks, (mark) => substitutes[mark] ?? '?');
}
