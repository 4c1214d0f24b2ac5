import type { Diagnostic, SourceFile } from '../errors/diagnostic.js';
import { describeParseFailure } from './describe-parse-failure.js';
import { extractFacts } from './extract-facts.js';
import { findJinja } from './jinja-habits.js';
import { parseHandlebars } from './handlebars.js';
import type { ParsedTemplate } from './template.js';

export interface TemplateOutcome {
  /** Absent when the text is no Handlebars; present with diagnostics when single calls are wrong. */
  readonly template?: ParsedTemplate;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The syntax tree of a template and its static facts. Renders nothing and knows no other file: whether the names that
 * it uses exist is asked of `checkNames`. Never throws for what a user wrote.
 */
export function parseTemplate(file: SourceFile): TemplateOutcome {
  const outcome = parseHandlebars(file.text);
  const jinja = findJinja(file, outcome.kind === 'failed');
  if (jinja.length > 0) return { diagnostics: jinja };
  if (outcome.kind === 'failed') return { diagnostics: [describeParseFailure(file, outcome.failure)] };
  const { facts, diagnostics } = extractFacts(file, outcome.program);
  return { template: { file, facts, ast: outcome.program }, diagnostics };
}
