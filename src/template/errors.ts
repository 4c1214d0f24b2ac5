import type { Diagnostic, Place, RelatedPlace } from '../errors/diagnostic.js';

// One function per code; the callers know the words.

export interface ProblemText {
  readonly place: Place;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly related?: readonly RelatedPlace[] | undefined;
}

export const syntaxError = (text: ProblemText): Diagnostic => problem('SP2001', text);
export const jinjaForm = (text: ProblemText): Diagnostic => problem('SP2002', text);
export const unknownName = (text: ProblemText): Diagnostic => problem('SP2003', text);
export const wrongHelperUse = (text: ProblemText): Diagnostic => problem('SP2004', text);
export const notLiteral = (text: ProblemText): Diagnostic => problem('SP2005', text);
export const wrongArguments = (text: ProblemText): Diagnostic => problem('SP2006', text);
export const missingVar = (text: ProblemText): Diagnostic => problem('SP2007', text);
export const missingEnvVar = (text: ProblemText): Diagnostic => problem('SP2008', text);
export const noText = (text: ProblemText): Diagnostic => problem('SP2009', text);
export const macroRecursion = (text: ProblemText): Diagnostic => problem('SP2010', text);
export const strayMacroText = (text: ProblemText): Diagnostic => problem('SP2011', text);
export const wrongMacroDefinition = (text: ProblemText): Diagnostic => problem('SP2012', text);
export const notAvailableHere = (text: ProblemText): Diagnostic => problem('SP2013', text);
export const wrongPortableArgument = (text: ProblemText): Diagnostic => problem('SP2014', text);

function problem(code: Diagnostic['code'], { place, message, hint, related }: ProblemText): Diagnostic {
  return {
    code,
    severity: 'error',
    message,
    place,
    ...(hint === undefined ? {} : { hint }),
    ...(related === undefined || related.length === 0 ? {} : { related }),
  };
}
