import type { Diagnostic, Place, SourceFile } from '../errors/diagnostic.js';
import { didYouMean } from '../errors/suggest.js';
import type { PortableFunction } from '../dialects/portable-functions.js';
import type { Call, SourceLocation } from './ast.js';
import { hashPairs } from './ast.js';
import { wrongArguments } from './errors.js';
import { placeOf } from './place-of.js';
import type { MacroDefinition } from './template.js';

/** What a macro or function can be called with. */
interface Signature {
  readonly name: string;
  /** Names that positional arguments fill, in order. */
  readonly positional: readonly string[];
  readonly takesRest: boolean;
  readonly required: readonly string[];
  /** Names that `key=value` arguments may use. */
  readonly named: readonly string[];
  readonly definition?: Place;
}

const signatures = new WeakMap<MacroDefinition | PortableFunction, Signature>();

export function macroSignature(macro: MacroDefinition): Signature {
  const known = signatures.get(macro);
  if (known !== undefined) return known;
  const names = macro.parameters.map((parameter) => parameter.name);
  const signature: Signature = {
    name: macro.name,
    positional: names,
    takesRest: false,
    required: macro.parameters.filter((parameter) => !parameter.hasDefault).map((parameter) => parameter.name),
    named: names,
    definition: macro.place,
  };
  signatures.set(macro, signature);
  return signature;
}

export function functionSignature(name: string, portable: PortableFunction): Signature {
  const known = signatures.get(portable);
  if (known !== undefined) return known;
  const { params, options = [] } = portable;
  const signature: Signature = {
    name,
    positional: params.map((param) => param.replace(/^\.\.\.|\?$/g, '')),
    takesRest: params.some((param) => param.startsWith('...')),
    required: params.filter((param) => !param.endsWith('?') && !param.startsWith('...')),
    named: options,
  };
  signatures.set(portable, signature);
  return signature;
}

/** Everything wrong with the number and the names of a call's arguments, at the call, with the definition's place. */
export function checkArguments(file: SourceFile, call: Call, signature: Signature): readonly Diagnostic[] {
  const { name, positional, takesRest, required, named } = signature;
  const count = call.params.length;
  const pairs = hashPairs(call);
  const found: Diagnostic[] = [];
  const report = (loc: SourceLocation, message: string, hint?: string): void => {
    found.push(describeProblem(placeOf(file, loc), message, hint, signature));
  };
  if (!takesRest && count > positional.length) {
    const most = positional.length === 0 ? 'no arguments' : countArguments(positional.length);
    report(call.loc, `${name} takes ${most}, not ${count}`);
  }
  const given = new Set(takesRest ? positional : positional.slice(0, count));
  for (const pair of pairs) {
    if (!named.includes(pair.key)) {
      report(pair.loc, `${name} has no argument "${pair.key}"`, didYouMean(pair.key, named));
    } else if (given.has(pair.key)) {
      report(pair.loc, `${name} is given "${pair.key}" twice`);
    }
    given.add(pair.key);
  }
  const missing = takesRest && count === 0 ? positional : required.filter((parameter) => !given.has(parameter));
  if (missing.length > 0) {
    report(call.loc, `${name} is not given ${missing.map((parameter) => `"${parameter}"`).join(', ')}`);
  }
  return found;
}

function describeProblem(place: Place, message: string, hint: string | undefined, signature: Signature): Diagnostic {
  const { name, definition } = signature;
  return wrongArguments({
    place,
    message,
    hint: hint ?? `call it as ${describeForm(signature)}`,
    related: definition === undefined ? undefined : [{ message: `${name} is defined here`, place: definition }],
  });
}

function countArguments(count: number): string {
  return count === 1 ? '1 argument' : `${count} arguments`;
}

function describeForm({ name, positional, takesRest, required, named }: Signature): string {
  const ordered = positional.filter((parameter) => takesRest || required.includes(parameter));
  const optional = [...positional.filter((parameter) => !ordered.includes(parameter)), ...named].filter(
    (parameter, index, all) => !ordered.includes(parameter) && all.indexOf(parameter) === index,
  );
  const parts = [name, ...ordered, ...(takesRest ? ['…'] : []), ...optional.map((parameter) => `${parameter}=…`)];
  return `{{${parts.join(' ')}}}`;
}
