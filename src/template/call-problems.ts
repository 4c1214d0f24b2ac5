// What can be wrong with a call, in the same words whether it is found before rendering or while rendering.

import type { Diagnostic, SourceFile } from '../errors/diagnostic.js';
import { didYouMean } from '../errors/suggest.js';
import { portableFunctionNames } from '../dialects/portable-functions.js';
import type { Call } from './ast.js';
import { blockNames, helperNames, isBlockName, valueNames } from './builtins.js';
import { unknownName, wrongHelperUse } from './errors.js';
import { placeOf } from './place-of.js';
import { listMacroNames } from './resolve-macro.js';
import type { MacroSet } from './template.js';

/** `{{"text"}}`, `{{a.b argument}}`. */
export function notCallable(file: SourceFile, call: Call): Diagnostic {
  const { path } = call;
  const text = 'original' in path ? String(path.original) : 'value' in path ? String(path.value) : '';
  const short = /^\w+\.(\w+)$/.exec(text)?.[1];
  return wrongHelperUse({
    place: placeOf(file, path.loc),
    message: `"${text}" is no helper that could be called`,
    hint:
      short === undefined || path.type !== 'PathExpression'
        ? 'a call starts with the name of a helper or macro: {{name argument key=value}}'
        : `macros are called by their name alone: {{${short} …}}`,
  });
}

/** A parameter of the name of a helper is called as if it were the helper. */
export function valueCalled(file: SourceFile, call: Call, name: string): Diagnostic {
  return wrongHelperUse({
    place: placeOf(file, call.path.loc),
    message: `"${name}" is a value here and takes no arguments`,
    hint: 'a parameter hides the helper or macro of the same name: give it another name',
  });
}

/** `names`: what could be meant besides helpers and macros; only where the call may be a value. */
export function unknownCall(
  file: SourceFile,
  call: Call,
  name: string,
  macros: MacroSet,
  names?: Iterable<string>,
): Diagnostic {
  const place = placeOf(file, call.path.loc);
  if (isBlockName(name)) {
    return wrongHelperUse({ place, message: `${name} needs a body`, hint: `write {{#${name} …}} … {{/${name}}}` });
  }
  const callable = [...helperNames, ...blockNames, ...portableFunctionNames, ...listMacroNames(macros)];
  const known = names === undefined ? callable : [...names, ...valueNames, ...callable];
  return unknownName({
    place,
    message: names === undefined ? `there is no helper or macro "${name}"` : `unknown name "${name}"`,
    hint: didYouMean(name, known),
  });
}
