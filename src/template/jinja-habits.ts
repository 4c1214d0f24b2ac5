import type { Diagnostic, SourceFile } from '../errors/diagnostic.js';
import { placeAt } from '../errors/place.js';
import { maskComments } from './describe-parse-failure.js';
import { jinjaForm } from './errors.js';
import { translateExpression, translateTag } from './translate-jinja.js';

/** Enough to see the pattern; a file that was never translated would fill screens. */
const maxReported = 20;

const tagWords =
  'if|elif|else|endif|for|endfor|set|endset|macro|endmacro|test|endtest|data_test|block|endblock|call|endcall|do|raw|endraw|filter|endfilter|include|import|from|snapshot|endsnapshot|materialization|endmaterialization|docs|enddocs|with|endwith';
const tagPattern = new RegExp(`\\{%[-+]?\\s*(?:${tagWords})\\b[\\s\\S]*?(?:%\\}|$)`, 'g');
const commentPattern = /(?<!\{)\{#(?!\})[\s\S]*?#\}/g;
/** `{{ name(…) }}`, which Handlebars never reads as a call. */
const callPattern = /\{\{(?!\{)[-~]?\s*[A-Za-z_][\w.]*(?:\(|\s+\(\s*(?:['")]))[\s\S]*?\}\}/g;
const dashPattern = /\{\{-[\s\S]*?\}\}/g;
/** Filters, concatenation and conditional expressions: only where Handlebars could not read the text either. */
const expressionPattern = /\{\{(?![{!#/>^&*])[^{}]*?(?:[^{}|]\|\s*\w|\s~\s|\s\+\s|==|\[)[^{}]*\}\}/g;

/**
 * Jinja in a template, each place with the Handlebars form. `isBroken`: Handlebars could not parse the text, so weaker
 * signs count too.
 */
export function findJinja(file: SourceFile, isBroken: boolean): readonly Diagnostic[] {
  if (!/\{%|\{#|\{\{-|\{\{[^}]*\(/.test(file.text) && !isBroken) return [];
  const text = maskComments(file.text);
  const found: { readonly offset: number; readonly diagnostic: Diagnostic }[] = [];
  const report = (offset: number, source: string, message: string, hint: string): void => {
    if (found.some((other) => other.offset === offset)) return;
    const place = placeAt(file, offset, offset + source.length);
    found.push({ offset, diagnostic: jinjaForm({ place, message, hint }) });
  };
  for (const { index, 0: source } of text.matchAll(tagPattern)) {
    if (isInSqlComment(text, index)) continue;
    report(index, source, `${firstLine(source)} is Jinja; templates are Handlebars`, translateTag(source));
  }
  for (const { index, 0: source } of text.matchAll(commentPattern)) {
    if (isInSqlComment(text, index)) continue;
    report(index, source, '{# … #} is a Jinja comment; templates are Handlebars', 'write {{!-- … --}}');
  }
  const expressions = isBroken ? [callPattern, dashPattern, expressionPattern] : [callPattern, dashPattern];
  for (const pattern of expressions) {
    for (const { index, 0: source } of text.matchAll(pattern)) {
      report(index, source, `${firstLine(source)} is Jinja; templates are Handlebars`, translateExpression(source));
    }
  }
  return found
    .sort((a, b) => a.offset - b.offset)
    .slice(0, maxReported)
    .map((entry) => entry.diagnostic);
}

function isInSqlComment(text: string, offset: number): boolean {
  const lineStart = text.lastIndexOf('\n', offset) + 1;
  return text.slice(lineStart, offset).includes('--');
}

function firstLine(source: string): string {
  const [line = ''] = source.split(/\r?\n/);
  return line.length === source.length ? source : `${line} …`;
}
