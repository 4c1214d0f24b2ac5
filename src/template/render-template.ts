// Syntax tree + RenderContext → SQL and where each part of it came from. The tree is walked, never compiled to
// JavaScript: every problem has its exact place, nothing but the helpers can run, and a template that is rendered once
// costs no code generation. The text is what Handlebars itself would give (render-template.test.ts compares them).

import type { Diagnostic } from '../errors/diagnostic.js';
import { syntaxError, wrongArguments } from './errors.js';
import { Output } from './mapped-text.js';
import { placeOf } from './place-of.js';
import { renderProgram } from './render-program.js';
import { RenderProblem, type Frame, type RenderState } from './render-state.js';
import type { ParsedTemplate, RenderContext, Rendered } from './template.js';
import type { Value, ValueObject } from './value.js';

export interface RenderOutcome {
  /** Absent when there is a diagnostic. */
  readonly rendered?: Rendered;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Renders a template. All problems of one pass are reported together; none is thrown. What callbacks of the context
 * throw is passed through.
 */
export function renderTemplate(template: ParsedTemplate, context: RenderContext): RenderOutcome {
  const state: RenderState = {
    context,
    diagnostics: [],
    root: describeSelf(context),
    globals: {
      target: context.target,
      is_incremental: context.isIncremental,
      ...(context.partitionKey !== undefined && { partition_key: context.partitionKey }),
    },
    renderProgram,
  };
  const output = new Output();
  try {
    const values = readArguments(template, context);
    const frame: Frame = {
      file: template.file,
      callers: [],
      macros: [],
      contexts: { value: state.root },
      names: { values },
      data: { values: {}, rootNames: values },
    };
    renderProgram(state, frame, template.ast, output);
  } catch (error) {
    if (error instanceof RenderProblem) state.diagnostics.push(...error.diagnostics);
    else if (error instanceof RangeError) state.diagnostics.push(describeOverflow(template));
    else throw error;
  }
  const diagnostics = withoutRepeats(state.diagnostics);
  if (diagnostics.length > 0) return { diagnostics };
  return { rendered: { sql: output.text, sourceMap: output.segments }, diagnostics };
}

function describeSelf({ self }: RenderContext): ValueObject {
  if (self === undefined) return {};
  const { identifier, schema, database } = self;
  return { name: identifier, identifier, schema, database };
}

function readArguments(template: ParsedTemplate, { args = {} }: RenderContext): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>(Object.entries(args));
  for (const parameter of template.parameters ?? []) {
    if (values.get(parameter.name) !== undefined) continue;
    if (!parameter.hasDefault) throw new RenderProblem([missingArgument(template, parameter.name)]);
    values.set(parameter.name, parameter.defaultValue);
  }
  return values;
}

/** A loop or a macro that is called often repeats its problem. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((diagnostic) => {
    const { place } = diagnostic;
    const key = [place?.file.path, place?.start.line, place?.start.column, diagnostic.message].join('\n');
    return !seen.has(key) && seen.add(key);
  });
}

function missingArgument({ file, ast }: ParsedTemplate, name: string): Diagnostic {
  const place = ast.loc === undefined ? { file, start: { line: 1, column: 1 } } : placeOf(file, ast.loc);
  return wrongArguments({ place, message: `argument "${name}" has no value` });
}

/** Macros may nest 200 levels and blocks 400, but not both at once. */
function describeOverflow({ file }: ParsedTemplate): Diagnostic {
  return syntaxError({
    place: { file, start: { line: 1, column: 1 } },
    message: 'macros and blocks are nested too deeply together',
  });
}
