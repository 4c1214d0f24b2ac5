import { at } from './names.js';
import type { Random } from './random.js';
import { numberText } from './students.js';
import { nullTokens } from './vocabulary.js';
import type { Synonyms } from './vocabulary.js';

/**
 * The reversible forms (M kinds): canonical value in, the text of the raw file out.
 * Every form used must be one that `docs/data-contract.md` §3 allows for its column.
 */
export interface Forms {
  /** How much more often than by default a cell is mutated; 0 = never. */
  readonly factor: number;
  readonly random: Random;
  count(kind: string): void;
}

/** One cell's draws: the place of the cell in the streams. */
export interface Cell {
  readonly stream: number;
  readonly student: number;
  readonly row: number;
  readonly column: number;
}

export const nbsp = '\u00A0';
export const zeroWidthSpace = '\u200B';

/** The same numbers of the same cell, as often as asked. */
export function unitOf(forms: Forms, cell: Cell, draw: number): number {
  return forms.random.unit(cell.stream, cell.student, cell.row, cell.column * 4 + draw);
}

/** M08: 0.5 % of the ids. */
export function idForm(forms: Forms, cell: Cell, id: string, index: number): string {
  const u = unitOf(forms, cell, 0);
  const rate = 0.005 * forms.factor;
  if (u >= rate) return id;
  forms.count('M08');
  const part = Math.floor((u / rate) * 4);
  if (part === 0) return id.toLowerCase();
  if (part === 1) return numberText(index);
  return part === 2 ? String(index + 1) : `${id} `;
}

/** M02: 2 % of text cells get white space at an end. */
export function spaceForm(forms: Forms, cell: Cell, text: string): string {
  if (text === '' || unitOf(forms, cell, 0) >= 0.02 * forms.factor) return text;
  forms.count('M02');
  return withSpace(text, unitOf(forms, cell, 1));
}

/** M03, M04, M02 of one vocabulary cell, at most one of them. */
export function wordForm(forms: Forms, cell: Cell, word: string, caseRate: number, synonyms: Synonyms): string {
  const u = unitOf(forms, cell, 0);
  const others = synonyms[word] ?? [];
  const caseLimit = caseRate * forms.factor;
  const synonymLimit = caseLimit + (others.length > 0 ? 0.04 : 0) * forms.factor;
  const spaceLimit = synonymLimit + 0.02 * forms.factor;
  if (u >= spaceLimit) return word;
  const v = unitOf(forms, cell, 1);
  if (u < caseLimit) {
    forms.count('M03');
    if (v < 0.4) return word.toLowerCase();
    return v < 0.7 ? word.toUpperCase() : `${word.toUpperCase()} `;
  }
  if (u < synonymLimit) {
    forms.count('M04');
    return at(others, Math.floor(v * others.length));
  }
  forms.count('M02');
  return withSpace(word, v);
}

/** M05: how a NULL is written. Without dirt it is the empty field. */
export function nullForm(forms: Forms, cell: Cell): string {
  if (forms.factor === 0) return '';
  forms.count('M05');
  return at(nullTokens, Math.floor(unitOf(forms, cell, 0) * nullTokens.length));
}

export interface DateForm {
  readonly kind: string;
  readonly rate: number;
  write(day: number): string | undefined;
}

/** The first form whose share contains the draw; a form may decline (undefined), then the date stays ISO. */
export function dateForm(forms: Forms, cell: Cell, day: number, iso: string, choices: readonly DateForm[]): string {
  const u = unitOf(forms, cell, 0);
  let limit = 0;
  for (const choice of choices) {
    limit += choice.rate * forms.factor;
    if (u >= limit) continue;
    const text = choice.write(day);
    if (text === undefined) return iso;
    forms.count(choice.kind);
    return text;
  }
  return iso;
}

/** A spelling of a vocabulary cell that differs from `raw` by more than white space, for D2 copies. */
export function otherCase(raw: string, word: string): string {
  const upper = word.toUpperCase();
  return raw.trim() === upper ? word.toLowerCase() : upper;
}

function withSpace(text: string, v: number): string {
  const part = Math.floor(v * 7);
  if (part === 0) return ` ${text}`;
  if (part === 1) return `${text} `;
  if (part === 2) return `${text}\t`;
  if (part === 3) return `${text}${nbsp}`;
  if (part === 4) return `${nbsp}${text}`;
  return part === 5 ? `${text}${zeroWidthSpace}` : `  ${text} `;
}
