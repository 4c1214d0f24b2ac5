import type { Diagnostic, Place, SourceFile } from '../errors/diagnostic.js';
import { didYouMean } from '../errors/suggest.js';
import type { PortableFunction } from '../dialects/portable-functions.js';
import type { Call } from './ast.js';
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

export function macroSignature(macro: MacroDefinition): Signature {
  const names = macro.parameters.map((parameter) => parameter.name);
  return {
    name: macro.name,
    positional: names,
    takesRest: false,
    required: macro.parameters.filter((parameter) => !parameter.hasDefault).map((parameter) => parameter.name),
    named: names,
    definition: macro.place,
  };
}

export function functionSignature(name: string, { params, options = [] }: PortableFunction): Signature {
  const rest = params.some((param) => param.startsWith('...'));
  return {
    name,
    positional: params.map((param) => param.replace(/^\.\.\.|\?$/g, '')),
    takesRest: rest,
    required: params.filter((param) => !param.endsWith('?') && !param.startsWith('...')),
    named: options,
  };
}

/** Everything wrong with the number and the names of a call's arguments, at the call, with the definition's place. */
export function checkArguments(file: SourceFile, call: Call, signature: Signature): readonly Diagnostic[] {
  const { name, positional, takesRest, required, named, definition } = signature;
  const count = call.params.length;
  const related = definition === undefined ? undefined : [{ message: `${name} is defined here`, place: definition }];
  const hint = `call it as ${describeForm(signature)}`;
  const found: Diagnostic[] = [];
  const given = new Set(takesRest ? positional : positional.slice(0, count));
  if (!takesRest && count > positional.length) {
    const place = placeOf(file, call.loc);
    const most = positional.length === 0 ? 'no arguments' : countArguments(positional.length);
    found.push(wrongArguments({ place, message: `${name} takes ${most}, not ${count}`, hint, related }));
  }
  for (const pair of hashPairs(call)) {
    const place = placeOf(file, pair.loc);
    if (!named.includes(pair.key)) {
      const nearest = didYouMean(pair.key, named);
      const message = `${name} has no argument "${pair.key}"`;
      found.push(wrongArguments({ place, message, hint: nearest ?? hint, related }));
    } else if (given.has(pair.key)) {
      found.push(wrongArguments({ place, message: `${name} is given "${pair.key}" twice`, hint, related }));
    }
    given.add(pair.key);
  }
  const missing = takesRest && count === 0 ? positional : required.filter((parameter) => !given.has(parameter));
  if (missing.length > 0) {
    const place = placeOf(file, call.loc);
    const names = missing.map((parameter) => `"${parameter}"`).join(', ');
    found.push(wrongArguments({ place, message: `${name} is not given ${names}`, hint, related }));
  }
  return found;
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
