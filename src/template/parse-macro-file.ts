import type { Diagnostic, Place, SourceFile } from '../errors/diagnostic.js';
import { offsetAt } from '../errors/place.js';
import type { BlockStatement, ContentStatement, Program, Statement } from './ast.js';
import { hashPairs, simpleName } from './ast.js';
import { reservedNames } from './builtins.js';
import { describeParseFailure } from './describe-parse-failure.js';
import { notLiteral, strayMacroText, wrongMacroDefinition } from './errors.js';
import { extractFacts } from './extract-facts.js';
import { parseHandlebars } from './handlebars.js';
import { findJinja } from './jinja-habits.js';
import { placeOf, placeOfContent } from './place-of.js';
import { readLiteral } from './read-calls.js';
import type { MacroDefinition, MacroParameter } from './template.js';

export interface MacroFileOutcome {
  readonly macros: readonly MacroDefinition[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The `{{#macro}}` and `{{#test}}` blocks of a file. White space at both ends of a body does not belong to it. Outside
 * the blocks only comments may stand. Never throws for what a user wrote.
 */
export function parseMacroFile(file: SourceFile, packageName: string): MacroFileOutcome {
  const outcome = parseHandlebars(file.text);
  const jinja = findJinja(file, outcome.kind === 'failed');
  if (jinja.length > 0) return { macros: [], diagnostics: jinja };
  if (outcome.kind === 'failed') return { macros: [], diagnostics: [describeParseFailure(file, outcome.failure)] };
  const macros: MacroDefinition[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const statement of outcome.program.body) {
    if (statement.type === 'CommentStatement') continue;
    if (statement.type === 'BlockStatement') {
      const kind = simpleName(statement.path);
      if (kind === 'macro' || kind === 'test') {
        const definition = readDefinition(file, packageName, statement, kind, diagnostics);
        if (definition !== undefined) macros.push(definition);
        continue;
      }
    }
    if (statement.type === 'ContentStatement' && statement.value.trim() === '') continue;
    diagnostics.push(strayText(file, statement));
  }
  return { macros, diagnostics };
}

function readDefinition(
  file: SourceFile,
  packageName: string,
  block: BlockStatement,
  kind: 'macro' | 'test',
  diagnostics: Diagnostic[],
): MacroDefinition | undefined {
  const place = headOf(file, block);
  const fail = (message: string, hint: string, at: Place = place): undefined => {
    diagnostics.push(wrongMacroDefinition({ place: at, message, hint }));
  };
  const form = `write {{#${kind} "name" option=default as |a b|}} … {{/${kind}}}`;
  const [nameNode] = block.params;
  if (nameNode?.type !== 'StringLiteral' || block.params.length !== 1) {
    return fail(`a ${kind} is defined with its name as text`, form);
  }
  const name = nameNode.value;
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
    return fail(`"${name}" cannot be the name of a ${kind}`, 'use letters, digits and _', placeOf(file, nameNode.loc));
  }
  if (kind === 'macro' && reservedNames.has(name)) {
    const hint = `give it another name, or replace the built-in on one engine with a dispatch form: "sqlite__${name}"`;
    return fail(`"${name}" is the name of a built-in helper`, hint, placeOf(file, nameNode.loc));
  }
  if (block.inverse !== undefined) return fail(`a ${kind} has no {{else}}`, form);
  const parameters = readParameters(file, block, diagnostics);
  const names = parameters.map((parameter) => parameter.name);
  const repeated = names.find((parameter, index) => names.indexOf(parameter) !== index);
  if (repeated !== undefined) return fail(`${kind} "${name}" has two parameters "${repeated}"`, 'rename one of them');
  const ast = trimBody(block.program ?? { type: 'Program', body: [] });
  const facts = extractFacts(file, ast, names);
  diagnostics.push(...facts.diagnostics);
  return {
    kind,
    name,
    package: packageName,
    parameters,
    template: { file, facts: facts.facts, ast, parameters },
    text: file.text.slice(
      offsetAt(file, placeOf(file, block.loc).start),
      offsetAt(file, placeOf(file, { ...block.loc, start: block.loc.end }).start),
    ),
    place,
  };
}

function readParameters(file: SourceFile, block: BlockStatement, diagnostics: Diagnostic[]): readonly MacroParameter[] {
  const positional = (block.program?.blockParams ?? []).map((name) => ({ name, hasDefault: false }));
  const withDefault = hashPairs(block).flatMap((pair): readonly MacroParameter[] => {
    const value = readLiteral(pair.value);
    if (value.kind === 'literal') return [{ name: pair.key, defaultValue: value.value, hasDefault: true }];
    diagnostics.push(
      notLiteral({
        place: placeOf(file, value.at.loc),
        message: `the default of ${pair.key} is not a literal`,
        hint: 'a default is text, a number, true, false, null, (list …) or (object key=value)',
      }),
    );
    return [];
  });
  return [...positional, ...withDefault];
}

/** The opening tag. */
function headOf(file: SourceFile, block: BlockStatement): Place {
  const whole = placeOf(file, block.loc);
  const start = offsetAt(file, whole.start);
  const length = file.text.indexOf('}}', start) + 2 - start;
  const { line, column } = whole.start;
  const text = file.text.slice(start, start + length);
  return text.includes('\n')
    ? { file, start: whole.start }
    : { file, start: whole.start, end: { line, column: column + length } };
}

/** A body starts and ends with what its author wants in the SQL, not with the line breaks around the tags. */
function trimBody(program: Program): Program {
  const body = [...program.body];
  trimEdge(body, 0, (text) => text.trimStart());
  trimEdge(body, body.length - 1, (text) => text.trimEnd());
  return { ...program, body };
}

function trimEdge(body: Statement[], index: number, trim: (text: string) => string): void {
  const statement = body[index];
  if (statement?.type === 'ContentStatement') body[index] = { ...statement, value: trim(statement.value) };
}

function strayText(file: SourceFile, statement: Statement): Diagnostic {
  const place = statement.type === 'ContentStatement' ? trimmedPlace(file, statement) : placeOf(file, statement.loc);
  return strayMacroText({
    place,
    message: 'this stands outside of any macro and would be lost',
    hint: 'a macro file holds {{#macro "name"}} … {{/macro}}, {{#test "name"}} … {{/test}} and comments {{!-- … --}}',
  });
}

function trimmedPlace(file: SourceFile, content: ContentStatement): Place {
  const value = content.value.trim().split(/\r?\n/)[0] ?? '';
  const lead = content.value.slice(0, content.value.indexOf(value));
  return placeOfContent(file, { ...content, value: content.value.slice(lead.length, lead.length + value.length) })
    .place;
}
