// Numbers and times as people read them. Always in English and UTC-free arithmetic, so that tests and readers see the same.

/** `12 ms`, `1.4 s`, `2 min 05 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(durationMs < 9950 ? 1 : 0)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** `1,234,567`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 seed`, `12 seeds`, `3 analyses`. */
export function formatPlural(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : toPlural(noun)}`;
}

export function toPlural(noun: string): string {
  if (noun.endsWith('ysis')) return `${noun.slice(0, -2)}es`;
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** `73 %`; never 0 or 100 unless it is exactly that. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = Math.round((part / whole) * 100);
  if (part > 0 && part < whole) return `${Math.min(99, Math.max(1, percent))} %`;
  return `${percent} %`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Cut in the middle, where generated names differ least: `mart_attend…_weekday`. Counts what a reader sees as characters. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const chars = Array.from(graphemes.segment(text), ({ segment }) => segment);
  if (chars.length <= length) return text;
  const head = Math.ceil((length - 1) / 2);
  return `${chars.slice(0, head).join('')}…${chars.slice(chars.length - (length - 1 - head)).join('')}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `16 Jun 2025, 06:00 UTC`; text that is no ISO 8601 time comes back as it is. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  if (iso === '' || Number.isNaN(time.getTime())) return iso;
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()] ?? ''} ${time.getUTCFullYear()}`;
  return `${day}, ${two(time.getUTCHours())}:${two(time.getUTCMinutes())} UTC`;
}
