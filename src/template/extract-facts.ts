import type { Diagnostic, SourceFile } from '../errors/diagnostic.js';
import type { Call, PathExpression, Program } from './ast.js';
import { hashPairs, simpleName } from './ast.js';
import { isBlockName, isDefinitionName, isHelperName, type HelperName } from './builtins.js';
import { wrongHelperUse } from './errors.js';
import { placeOf } from './place-of.js';
import { readConfig, readNameCall, readRef, readSource, type CallReader } from './read-calls.js';
import type { ConfigCall, MacroCall, NameCall, RefCall, SourceCall, TemplateFacts } from './template.js';
import { walk, type CallRole, type StaticScope } from './walk.js';

interface Collected {
  readonly refs: RefCall[];
  readonly sources: SourceCall[];
  readonly configs: ConfigCall[];
  readonly vars: NameCall[];
  readonly envVars: NameCall[];
  readonly docs: NameCall[];
  readonly macroCalls: MacroCall[];
  usesThis: boolean;
  usesIsIncremental: boolean;
  usesPartitionKey: boolean;
}

/** What a syntax tree says about itself, every branch included. `names`: parameters of the macro that it is the body of. */
export function extractFacts(
  file: SourceFile,
  program: Program,
  names: readonly string[] = [],
): { readonly facts: TemplateFacts; readonly diagnostics: readonly Diagnostic[] } {
  const reader: CallReader = { file, diagnostics: [] };
  const facts: Collected = {
    refs: [],
    sources: [],
    configs: [],
    vars: [],
    envVars: [],
    docs: [],
    macroCalls: [],
    usesThis: false,
    usesIsIncremental: false,
    usesPartitionKey: false,
  };
  walk(
    program,
    {
      call: (call, role, scope) => collectCall(reader, facts, call, role, scope),
      path: (path, scope) => collectPath(facts, path, scope),
    },
    { names: new Set(names), context: 'root' },
  );
  return { facts, diagnostics: reader.diagnostics };
}

function collectCall(reader: CallReader, facts: Collected, call: Call, role: CallRole, scope: StaticScope): void {
  const name = simpleName(call.path);
  if (name === undefined || scope.names.has(name)) return;
  if (name === 'is_incremental') facts.usesIsIncremental = true;
  else if (name === 'partition_key') facts.usesPartitionKey = true;
  else if (isHelperName(name)) collectHelper(reader, facts, call, name, role);
  else if (isDefinitionName(name) && role === 'block') {
    reader.diagnostics.push(definitionHere(reader, call, name));
  } else if (!isBlockName(name) && name !== 'target') {
    facts.macroCalls.push({
      name,
      argumentCount: call.params.length,
      options: hashPairs(call).map((pair) => pair.key),
      place: placeOf(reader.file, call.loc),
    });
  }
}

function collectHelper(reader: CallReader, facts: Collected, call: Call, name: HelperName, role: CallRole): void {
  if (role === 'block') {
    reader.diagnostics.push(
      wrongHelperUse({
        place: placeOf(reader.file, call.path.loc),
        message: `${name} has no body`,
        hint: `write {{${name} …}} without the #`,
      }),
    );
    return;
  }
  switch (name) {
    case 'ref':
      push(facts.refs, readRef(reader, call));
      return;
    case 'source':
      push(facts.sources, readSource(reader, call));
      return;
    case 'config':
      if (role === 'sub-expression') {
        reader.diagnostics.push(
          wrongHelperUse({
            place: placeOf(reader.file, call.loc),
            message: 'config has no value that could be an argument',
            hint: 'write {{config …}} on a line of its own',
          }),
        );
      } else push(facts.configs, readConfig(reader, call));
      return;
    case 'var':
      push(facts.vars, readNameCall(reader, call, 'var'));
      return;
    case 'env_var':
      push(facts.envVars, readNameCall(reader, call, 'env_var'));
      return;
    case 'doc':
      push(facts.docs, readNameCall(reader, call, 'doc'));
      return;
    case 'list':
    case 'object':
    case 'lookup':
      return;
  }
}

function collectPath(facts: Collected, path: PathExpression, scope: StaticScope): void {
  const [first] = path.parts;
  if (path.data) {
    if (first === 'root') collectGlobal(facts, path.parts[1]);
    return;
  }
  if (/^(?:\.\.\/|\.\/)*(?:this|\.{1,2})(?:$|[./])/.test(path.original)) {
    // `this` of each and with is the item; going up may reach the relation.
    if (scope.context !== 'item' || path.depth > 0) facts.usesThis = true;
    return;
  }
  if (first !== undefined && !scope.names.has(first)) collectGlobal(facts, first);
}

function collectGlobal(facts: Collected, name: string | undefined): void {
  if (name === 'this') facts.usesThis = true;
  else if (name === 'is_incremental') facts.usesIsIncremental = true;
  else if (name === 'partition_key') facts.usesPartitionKey = true;
}

function definitionHere(reader: CallReader, call: Call, name: string): Diagnostic {
  const home = name === 'docs' ? 'a .md file' : 'a file below the macro paths';
  return wrongHelperUse({
    place: placeOf(reader.file, call.path.loc),
    message: `{{#${name}}} defines something and cannot stand in a template`,
    hint: `move the block to ${home}`,
  });
}

function push<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item);
}
