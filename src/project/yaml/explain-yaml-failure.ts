import type { Diagnostic, SourceFile } from '../../errors/diagnostic.js';
import { placeAt } from '../../errors/place.js';
import { tabIndentation, yamlSyntax } from './errors.js';

/**
 * Says what a parser's terse reason means. `text` is the part of the file from `base` on; `position` is where the parser
 * stopped in it, which is often behind the mistake.
 */
export function explainYamlFailure(
  file: SourceFile,
  base: number,
  text: string,
  reason: string,
  position: number,
): Diagnostic {
  const at = (start: number, end = start + 1) => placeAt(file, base + start, base + Math.min(end, text.length));
  if (/tab characters/.test(reason)) return tabIndentation(at(position));

  const nonPrintable = /non-printable/.test(reason);
  if (nonPrintable) return yamlSyntax('it holds a control character', at(position), 'remove it');

  const opened = openedBefore(text, position, reason);
  if (opened !== undefined)
    return yamlSyntax(`${opened.what} is not closed`, at(opened.offset), `close it with ${opened.close}`);

  const character = text[position] ?? '';
  if (/^[@`%|>]$/.test(character) && /bad indentation|end of the stream/.test(reason)) {
    return yamlSyntax(`a value cannot begin with ${character}`, at(position), 'put quotes around the value');
  }
  if (character === '-' && /bad indentation of a mapping/.test(reason) && isAfterColon(text, position)) {
    return yamlSyntax(
      'a list cannot begin on the line of its key',
      at(position),
      'begin it on the next line, indented',
    );
  }
  const colon = secondColon(text, position);
  if (colon !== undefined && /bad indentation of a mapping/.test(reason)) {
    return yamlSyntax('": " stands in a value without quotes', at(colon), 'put quotes around the value');
  }
  if (/escape sequence/.test(reason)) {
    return yamlSyntax(
      'a backslash in "…" begins an escape that does not exist',
      at(position),
      "write \\\\, or use '…'",
    );
  }
  const hint = /indentation|document separator|block (mapping|sequence)/.test(reason)
    ? 'compare the indentation with the lines before: keys of one mapping begin in one column'
    : undefined;
  return yamlSyntax(reason, at(position), hint);
}

/** The bracket or quote that a stream ended in. */
function openedBefore(
  text: string,
  position: number,
  reason: string,
): { readonly what: string; readonly close: string; readonly offset: number } | undefined {
  if (!/unexpected end|missed comma|deficient indentation/.test(reason)) return undefined;
  const before = text.slice(0, position);
  const isOpen = (quote: string) => /deficient/.test(reason) && countOnLine(before, quote) % 2 === 1;
  if (/double quoted/.test(reason) || isOpen('"')) {
    return { what: 'a text in double quotes', close: '"', offset: before.lastIndexOf('"') };
  }
  if (/single quoted/.test(reason) || isOpen("'")) {
    return { what: 'a text in single quotes', close: "'", offset: before.lastIndexOf("'") };
  }
  const open: number[] = [];
  for (let offset = 0; offset < before.length; offset += 1) {
    const character = before[offset];
    if (character === '[' || character === '{') open.push(offset);
    else if (character === ']' || character === '}') open.pop();
  }
  const offset = open.at(-1);
  if (offset === undefined) return undefined;
  return text[offset] === '['
    ? { what: 'a list in brackets', close: ']', offset }
    : { what: 'a mapping in braces', close: '}', offset };
}

function countOnLine(before: string, character: string): number {
  const lines = before.trimEnd();
  return lines.slice(lines.lastIndexOf('\n') + 1).split(character).length - 1;
}

function isAfterColon(text: string, position: number): boolean {
  return /:\s*$/.test(text.slice(text.lastIndexOf('\n', position - 1) + 1, position));
}

/** Offset of the second `: ` of the line, when the value before it has no quotes. */
function secondColon(text: string, position: number): number | undefined {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  const [line = ''] = text.slice(start).split('\n', 1);
  const match = /^(\s*(?:- +)*[^'"#:]+: +[^'"#[{\s][^#]*?): /.exec(`${line} `);
  return match?.[1] === undefined ? undefined : start + match[1].length;
}
