import { readFileSync } from 'node:fs';
import type { Diagnostic } from '../errors/diagnostic.js';
import { invalidVersionRange, wrongSpVersion } from './errors.js';
import { findEntry, findTexts } from './find-entry.js';
import type { YamlMap } from './yaml-value.js';

const range = /^(>=|<=|>|<|=|==|!=)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-[\w.]+)?$/;

/** Checks `require-sp-version`: a text or list of ranges, all of which must hold; a text may list some with commas. */
export function checkSpVersion(project: YamlMap, version = readSpVersion()): readonly Diagnostic[] {
  const entry = findEntry(project, 'require-sp-version');
  if (entry === undefined) return [];
  const texts = findTexts(project, 'require-sp-version').flatMap((text) => text.split(',').map((part) => part.trim()));
  const invalid = texts.filter((text) => !range.test(text));
  if (invalid.length > 0) return invalid.map((text) => invalidVersionRange(text, entry.value.place));
  return texts.every((text) => satisfies(version, text))
    ? []
    : [wrongSpVersion(texts.join(', '), version, entry.value.place)];
}

function satisfies(version: string, text: string): boolean {
  const [, operator = '='] = range.exec(text) ?? [];
  const order = compare(toNumbers(version), toNumbers(text));
  switch (operator) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '!=':
      return order !== 0;
    default:
      return order === 0;
  }
}

function toNumbers(text: string): readonly number[] {
  const [, , major = '0', minor = '0', patch = '0'] = range.exec(text) ?? [];
  return [Number(major), Number(minor), Number(patch)];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, part] of a.entries()) {
    const difference = part - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function readSpVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === 'object' && parsed && 'version' in parsed ? String(parsed.version) : '0.0.0';
}
