import type { Diagnostic, Place } from '../../errors/diagnostic.js';
import { didYouMean } from '../../errors/suggest.js';

function error(diagnostic: Omit<Diagnostic, 'severity'>): Diagnostic {
  return { severity: 'error', ...diagnostic };
}

export function yamlSyntax(reason: string, place: Place, hint: string | undefined): Diagnostic {
  return error({ code: 'SP1101', message: `This is not valid YAML: ${reason}`, place, ...(hint && { hint }) });
}

export function tabIndentation(place: Place): Diagnostic {
  return error({
    code: 'SP1102',
    message: 'YAML is indented with spaces, here stands a tab',
    place,
    hint: 'replace the tab with spaces',
  });
}

export function severalDocuments(place: Place): Diagnostic {
  return error({
    code: 'SP1103',
    message: 'Here begins a second YAML document; a file holds one',
    place,
    hint: 'remove the line `---`, or move what follows into a file of its own',
  });
}

export function duplicateKey(key: string, place: Place, first: Place): Diagnostic {
  return error({
    code: 'SP1104',
    message: `The key "${key}" stands here a second time`,
    place,
    related: [{ message: 'it stands here first', place: first }],
    hint: 'keep one of the two',
  });
}

export function keyNotText(place: Place, isMustache: boolean): Diagnostic {
  return error({
    code: 'SP1105',
    message: 'A key must be text',
    place,
    hint: isMustache
      ? 'put quotes around a value that begins with {{: "{{…}}"'
      : 'put quotes around the key if this is meant to be one',
  });
}

export function unknownAlias(name: string, place: Place, anchors: readonly string[]): Diagnostic {
  return error({
    code: 'SP1106',
    message: `The alias "*${name}" has no anchor "&${name}" before it`,
    place,
    hint:
      didYouMean(name, anchors) ?? `write &${name} in front of the value that is meant, or quotes around "*${name}"`,
  });
}

export function recursiveAlias(name: string, place: Place): Diagnostic {
  return error({
    code: 'SP1107',
    message: `The alias "*${name}" stands inside of what it names`,
    place,
    hint: 'write the value out',
  });
}

export function tooManyAliases(limit: number, place: Place): Diagnostic {
  return error({
    code: 'SP1108',
    message: `Aliases are expanded more than ${limit} times in this file`,
    place,
    hint: 'write values out, or move them into `vars:` or a macro',
  });
}

export function unknownYamlTag(tag: string, place: Place): Diagnostic {
  return error({
    code: 'SP1109',
    message: `The YAML tag "${tag}" has no meaning here`,
    place,
    hint: 'remove it, or put quotes around a text that begins with "!"',
  });
}

export function mergeNotMapping(place: Place): Diagnostic {
  return error({
    code: 'SP1110',
    message: 'The merge key "<<" takes a mapping or a list of mappings',
    place,
    hint: 'name an anchor that stands at a mapping: `<<: *defaults`',
  });
}
