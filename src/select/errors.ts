import type { Diagnostic } from '../errors/diagnostic.js';

const error = (diagnostic: Omit<Diagnostic, 'severity'>): Diagnostic => ({ severity: 'error', ...diagnostic });
const warning = (diagnostic: Omit<Diagnostic, 'severity'>): Diagnostic => ({ severity: 'warning', ...diagnostic });

export function emptySelector(): Diagnostic {
  return error({
    code: 'SP4201',
    message: 'The selection is empty',
    hint: 'Name something, e.g. --select my_model, or leave the flag out to select everything.',
  });
}

export function emptyCriterion(text: string, method: string | undefined): Diagnostic {
  return error({
    code: 'SP4202',
    message: `"${text}" selects nothing: there is no ${method === undefined ? 'name' : 'value'} in it`,
    hint: method === undefined ? `Write ${text.replace(/\+.*$/, '+')}NAME.` : `Write ${method}:VALUE.`,
  });
}

export function strayOperator(text: string, rightForm: string): Diagnostic {
  return error({
    code: 'SP4203',
    message: `"${text}" has an operator too many`,
    hint: `Write ${rightForm}. (+x: with everything above it; x+: with everything below; 2+x+1: so many steps; @x: with everything below and all that those need.)`,
  });
}

export function atWithChildren(text: string, body: string): Diagnostic {
  return error({
    code: 'SP4204',
    message: `"${text}" mixes "@" with "+" behind the name`,
    hint: `Write @${body}, which holds ${body}+ and everything above those, or +${body}+.`,
  });
}

export function brokenIntersection(text: string): Diagnostic {
  return error({
    code: 'SP4205',
    message: `"${text}" has a comma with nothing beside it`,
    hint: 'What two criteria have in common is written with a comma and no spaces: tag:nightly,path:models/marts.',
  });
}

export function unknownMethod(
  text: string,
  method: string,
  suggestion: string | undefined,
  methods: readonly string[],
): Diagnostic {
  return error({
    code: 'SP4206',
    message: `"${text}" selects by "${method}", which is no selection method`,
    hint: `${suggestion ?? ''}${suggestion === undefined ? '' : ' '}The methods are ${methods.join(', ')}.`,
  });
}

export function laterMethod(text: string, method: string, why: string): Diagnostic {
  return error({
    code: 'SP4207',
    message: `"${text}": this version of sp does not select by "${method}"`,
    hint: why,
  });
}

export function wrongArguments(text: string, form: string): Diagnostic {
  return error({ code: 'SP4208', message: `"${text}" is incomplete or has a part too many`, hint: `Write ${form}.` });
}

export function wrongValue(text: string, form: string, suggestion: string | undefined): Diagnostic {
  return error({
    code: 'SP4209',
    message: `"${text}" has a value that its method does not know`,
    hint: `${suggestion ?? ''}${suggestion === undefined ? '' : ' '}Write ${form}.`,
  });
}

export function unknownResourceType(
  type: string,
  suggestion: string | undefined,
  types: readonly string[],
): Diagnostic {
  return error({
    code: 'SP4210',
    message: `"${type}" is no resource type`,
    hint: `${suggestion ?? ''}${suggestion === undefined ? '' : ' '}The resource types are ${types.join(', ')}.`,
  });
}

export function matchesNothing(text: string, hint: string | undefined): Diagnostic {
  return warning({
    code: 'SP4211',
    message: `The selection criterion "${text}" matches no enabled node`,
    ...(hint !== undefined && { hint }),
  });
}

export function emptyIntersection(text: string): Diagnostic {
  return warning({
    code: 'SP4212',
    message: `Nothing is in all parts of "${text}"`,
    hint: 'A comma keeps what the parts have in common; a space joins them.',
  });
}

export function noneOfTypes(selected: string, types: readonly string[]): Diagnostic {
  return warning({
    code: 'SP4213',
    message: `The selection holds ${selected}, but this command works on ${types.join(', ')} only`,
  });
}
