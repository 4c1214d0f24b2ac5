// For tests of templates: a context whose callbacks say what they were asked, and short ways to parse and render.

import type { Diagnostic } from '../errors/diagnostic.js';
import { formatPlace } from '../errors/place.js';
import { getDialect } from '../dialects/get-dialect.js';
import { parseMacroFile } from '../template/parse-macro-file.js';
import { parseTemplate } from '../template/parse-template.js';
import { renderTemplate } from '../template/render-template.js';
import type { MacroDefinition, MacroSet, ParsedTemplate, RenderContext, Rendered } from '../template/template.js';

export const testContext: RenderContext = {
  dialect: getDialect('sqlite'),
  macros: new Map(),
  renderRef: (call) => `"${[call.package, call.name, call.version].filter((part) => part !== undefined).join('.')}"`,
  renderSource: (call) => `"${call.source}.${call.table}"`,
  vars: { cutoff: '2024-09-01', grades: ['G9', 'G10'], limits: { low: 1, high: 2.5 }, nothing: null },
  env: { HOME_SCHOOL: 'north' },
  target: { name: 'dev', type: 'sqlite' },
  self: { text: '"me"', identifier: 'me', schema: 'main', database: 'db' },
  isIncremental: false,
};

export function parse(text: string, path = 'models/m.sql'): ParsedTemplate {
  const { template, diagnostics } = parseTemplate({ path, text });
  if (template === undefined || diagnostics.length > 0) throw new Error(describe(diagnostics));
  return template;
}

export function macroSet(text: string, path = 'macros/all.sql'): MacroSet {
  const { macros, diagnostics } = parseMacroFile({ path, text }, 'shop');
  if (diagnostics.length > 0) throw new Error(describe(diagnostics));
  return new Map(macros.map((macro): [string, MacroDefinition] => [macro.name, macro]));
}

export function render(text: string, changes: Partial<RenderContext> = {}): Rendered {
  const { rendered, diagnostics } = renderTemplate(parse(text), { ...testContext, ...changes });
  if (rendered === undefined) throw new Error(describe(diagnostics));
  return rendered;
}

export function renderSql(text: string, changes: Partial<RenderContext> = {}): string {
  return render(text, changes).sql;
}

/** Problems of rendering, one a line: `code path:line:column message | hint`. */
export function renderProblems(text: string, changes: Partial<RenderContext> = {}): string {
  return describe(renderTemplate(parse(text), { ...testContext, ...changes }).diagnostics);
}

export function parseProblems(text: string): string {
  return describe(parseTemplate({ path: 'models/m.sql', text }).diagnostics);
}

export function describe(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ code, place, message, hint }) => {
      const end = place?.end === undefined ? '' : `-${place.end.line}:${place.end.column}`;
      return `${code} ${place === undefined ? '' : formatPlace(place)}${end} ${message}${hint === undefined ? '' : ` | ${hint}`}`;
    })
    .join('\n');
}
