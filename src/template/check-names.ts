import type { Diagnostic, SourceFile } from '../errors/diagnostic.js';
import { didYouMean } from '../errors/suggest.js';
import type { Dialect } from '../dialects/dialect.js';
import { PortableArgumentError, type PortableFunction } from '../dialects/portable-functions.js';
import type { Call, PathExpression } from './ast.js';
import { hashPairs, isScoped, simpleName } from './ast.js';
import { isBlockName, isDefinitionName, isHelperName, valueNames } from './builtins.js';
import { notCallable, unknownCall, valueCalled } from './call-problems.js';
import { checkArguments, functionSignature, macroSignature } from './check-arguments.js';
import { unknownName, wrongPortableArgument } from './errors.js';
import { placeOf } from './place-of.js';
import { readLiteral } from './read-calls.js';
import { resolveMacro } from './resolve-macro.js';
import type { MacroParameter, MacroSet, ParsedTemplate } from './template.js';
import { walk, type CallRole, type StaticScope } from './walk.js';

interface Check {
  readonly file: SourceFile;
  readonly macros: MacroSet;
  readonly dialect: Dialect;
  /** Parameters of the macro that the template is the body of. */
  readonly names: readonly string[];
  readonly diagnostics: Diagnostic[];
}

const dataNames = ['root', 'index', 'key', 'first', 'last', 'partial-block'];
const relationParts = ['name', 'identifier', 'schema', 'database'];

/**
 * Every name of a template that nothing has, and every call of a macro or portable function with the wrong arguments,
 * found without rendering. Names inside `each` and `with` may be properties of the items: rendering judges them.
 */
export function checkNames(
  template: ParsedTemplate,
  macros: MacroSet,
  dialect: Dialect,
  parameters: readonly MacroParameter[] = template.parameters ?? [],
): readonly Diagnostic[] {
  const names = parameters.map((parameter) => parameter.name);
  const check: Check = { file: template.file, macros, dialect, names, diagnostics: [] };
  walk(
    template.ast,
    {
      call: (call, role, scope) => checkCall(check, call, role, scope),
      path: (path, scope) => checkPath(check, path, scope),
    },
    { names: new Set(names), context: 'root' },
  );
  return check.diagnostics;
}

function checkCall(check: Check, call: Call, role: CallRole, scope: StaticScope): void {
  const name = simpleName(call.path);
  const isBare = call.params.length === 0 && hashPairs(call).length === 0;
  if (name === undefined) {
    check.diagnostics.push(notCallable(check.file, call));
  } else if (scope.names.has(name)) {
    if (!isBare) check.diagnostics.push(valueCalled(check.file, call, name));
  } else if (isBlockName(name)) {
    if (role !== 'block') check.diagnostics.push(unknownCall(check.file, call, name, check.macros));
  } else if (isHelperName(name) || isDefinitionName(name)) {
    return;
  } else if (isBare && role !== 'sub-expression' && isValueName(name)) {
    return;
  } else {
    checkNamedCall(check, call, role, scope, name);
  }
}

function checkNamedCall(check: Check, call: Call, role: CallRole, scope: StaticScope, name: string): void {
  const macro = resolveMacro(check.macros, name, check.dialect.name);
  if (macro !== undefined) {
    check.diagnostics.push(...checkArguments(check.file, call, macroSignature(macro)));
    return;
  }
  const portable = findFunction(check.dialect, name);
  if (portable !== undefined && role !== 'block') {
    const problems = checkArguments(check.file, call, functionSignature(name, portable));
    check.diagnostics.push(...problems);
    if (problems.length === 0) checkLiteralArguments(check, call, portable);
    return;
  }
  const isBare = call.params.length === 0 && hashPairs(call).length === 0;
  if (isBare && role !== 'sub-expression' && (isValueName(name) || scope.context !== 'root')) return;
  const names = isBare && role !== 'sub-expression' ? scope.names : undefined;
  check.diagnostics.push(unknownCall(check.file, call, name, check.macros, names));
}

/** A date part, type or format that is written out is checked by writing the SQL once. */
function checkLiteralArguments(check: Check, call: Call, portable: PortableFunction): void {
  const literals = call.params.map(readLiteral);
  const options = hashPairs(call).map((pair) => [pair.key, readLiteral(pair.value)] as const);
  if ([...literals, ...options.map(([, option]) => option)].some((literal) => literal.kind === 'other')) return;
  const valueOf = (literal: ReturnType<typeof readLiteral>) => (literal.kind === 'literal' ? literal.value : null);
  try {
    portable.render(literals.map(valueOf), Object.fromEntries(options.map(([key, option]) => [key, valueOf(option)])));
  } catch (error) {
    if (!(error instanceof PortableArgumentError)) throw error;
    const { message, hint } = error;
    check.diagnostics.push(wrongPortableArgument({ place: placeOf(check.file, call.loc), message, hint }));
  }
}

function checkPath(check: Check, path: PathExpression, scope: StaticScope): void {
  const [first, second] = path.parts;
  if (path.data) {
    if (first !== undefined && !dataNames.includes(first))
      check.diagnostics.push(unknownPath(check, path, first, dataNames));
    else if (first === 'root' && second !== undefined && !isValueName(second) && !check.names.includes(second)) {
      check.diagnostics.push(unknownPath(check, path, second, [...check.names, ...valueNames]));
    }
    return;
  }
  if (path.depth > 0 || first === undefined) return;
  if (isScoped(path)) {
    if (scope.context === 'root' && !relationParts.includes(first)) {
      check.diagnostics.push(unknownPath(check, path, first, relationParts));
    }
    return;
  }
  if (scope.names.has(first) || isValueName(first) || scope.context !== 'root') return;
  if (
    resolveMacro(check.macros, first, check.dialect.name) !== undefined ||
    findFunction(check.dialect, first) !== undefined
  ) {
    check.diagnostics.push(
      unknownName({
        place: placeOf(check.file, path.loc),
        message: `"${first}" is a ${findFunction(check.dialect, first) === undefined ? 'macro' : 'helper'}, not a value`,
        hint: `as an argument it is called in parentheses: (${first} …)`,
      }),
    );
    return;
  }
  check.diagnostics.push(unknownPath(check, path, first, [...scope.names, ...valueNames]));
}

function findFunction(dialect: Dialect, name: string): PortableFunction | undefined {
  return Object.hasOwn(dialect.functions, name) ? dialect.functions[name] : undefined;
}

function isValueName(name: string): boolean {
  return (valueNames as readonly string[]).includes(name);
}

function unknownPath(check: Check, path: PathExpression, name: string, known: Iterable<string>): Diagnostic {
  const place = placeOf(check.file, path.loc);
  return unknownName({ place, message: `unknown name "${path.original}"`, hint: didYouMean(name, known) });
}
