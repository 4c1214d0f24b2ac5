// What can be wrong with project.yml, its paths, targets and values. What YAML itself can get wrong is in yaml/errors.ts,
// what stands in properties and front matter in schema-errors.ts.

import type { Diagnostic, Place, SourceFile } from '../errors/diagnostic.js';
import { didYouMean } from '../errors/suggest.js';

function error(diagnostic: Omit<Diagnostic, 'severity'>): Diagnostic {
  return { severity: 'error', ...diagnostic };
}

/** `did you mean …?` in front of what there is to choose from. */
function choose(name: string, candidates: readonly string[], kind: string): string {
  const list = candidates.length === 0 ? `there are no ${kind}` : `${kind}: ${candidates.join(', ')}`;
  return [didYouMean(name, candidates), list].filter((part) => part !== undefined).join(' ');
}

export function projectNotFound(folder: string): Diagnostic {
  return error({
    code: 'SP1001',
    message: `There is no project.yml in ${folder} or in any folder above it`,
    hint: 'change into the folder of one, or name it with --project-dir',
  });
}

export function unreadableFile(path: string, reason: string): Diagnostic {
  return error({
    code: 'SP1002',
    message: `${path} cannot be read: ${reason}`,
    hint: 'check that it exists and that you may read it',
  });
}

export function invalidUtf8(place: Place): Diagnostic {
  return error({
    code: 'SP1003',
    message: 'This is not UTF-8 text: here stand bytes that mean nothing in it',
    place,
    hint: 'save the file as UTF-8',
  });
}

export function utf16(file: SourceFile): Diagnostic {
  return error({
    code: 'SP1004',
    message: 'The file is UTF-16 text',
    place: { file, start: { line: 1, column: 1 } },
    hint: 'save the file as UTF-8',
  });
}

export function unknownTarget(name: string, targets: readonly string[], place: Place | undefined): Diagnostic {
  return error({
    code: 'SP1005',
    message: `There is no target "${name}"`,
    ...(place && { place }),
    hint:
      targets.length === 0 ? 'project.yml has no `targets:`, so the only one is dev' : choose(name, targets, 'targets'),
  });
}

export function literalSecret(key: string, target: string, place: Place): Diagnostic {
  return error({
    code: 'SP1006',
    message: `A secret of target "${target}" is written into the file (${key})`,
    place: withoutSource(place),
    hint: `take it from the environment: ${key}: "{{env_var 'SP_${target.toUpperCase()}_${key.toUpperCase()}'}}"`,
  });
}

/** The place without the text around it, for lines that must not be shown. */
function withoutSource(place: Place): Place {
  return { ...place, file: { path: place.file.path, text: '' } };
}

export function pathOutside(path: string, key: string, place: Place | undefined): Diagnostic {
  return error({
    code: 'SP1007',
    message: `${key} leaves the project folder: ${path}`,
    ...(place && { place }),
    hint: 'name a path inside of the project, relative to project.yml',
  });
}

export function linkOutside(path: string): Diagnostic {
  return error({
    code: 'SP1008',
    message: 'This link leads out of the project folder',
    place: { file: { path, text: '' }, start: { line: 1, column: 1 } },
    hint: 'copy what it points to into the project, or remove the link',
  });
}

export function brokenLink(path: string): Diagnostic {
  return error({
    code: 'SP1009',
    message: 'This link points to nothing, or to a folder that it stands in',
    place: { file: { path, text: '' }, start: { line: 1, column: 1 } },
    hint: 'mend or remove the link',
  });
}

export function targetPathClash(path: string, what: string, place: Place | undefined): Diagnostic {
  return error({
    code: 'SP1010',
    message: `target-path cannot be ${path === '' ? '.' : path}: that is ${what}`,
    ...(place && { place }),
    hint: 'sp writes and cleans that folder; give it one of its own, such as target',
  });
}

export function missingFolder(path: string, key: string, place: Place, folders: readonly string[]): Diagnostic {
  const hint = didYouMean(path, folders);
  return {
    code: 'SP1011',
    severity: 'warning',
    message: `${key} names the folder ${path}, which does not exist`,
    place,
    ...(hint !== undefined && { hint }),
  };
}

export function warehouseIsSource(path: string, target: string, place: Place): Diagnostic {
  return error({
    code: 'SP1012',
    message: `Target "${target}" would write its database over a source file: ${path}`,
    place,
    hint: 'name a file that is not part of the project, such as target/warehouse.sqlite',
  });
}

export function forbiddenName(name: string, place: Place, character: string): Diagnostic {
  return error({
    code: 'SP1013',
    message: `The name "${name}" holds ${describeCharacter(character)}`,
    place,
    hint: 'a name is made of letters, digits, "_", "-", "." and spaces: rename it',
  });
}

function describeCharacter(character: string): string {
  if (/\p{Cc}/u.test(character)) return 'a control character';
  return `the character ${character}`;
}

export function reservedName(name: string, place: Place, prefix: string): Diagnostic {
  return error({
    code: 'SP1014',
    message: `The name "${name}" begins with "${prefix}", which is reserved`,
    place,
    hint: 'rename it',
  });
}

export function varsNotMapping(found: string): Diagnostic {
  return error({
    code: 'SP1015',
    message: `--vars must be a mapping, but it is ${found}`,
    hint: `write YAML or JSON: --vars '{"name": "value"}'`,
  });
}

export function wrongSpVersion(required: string, version: string, place: Place): Diagnostic {
  return error({
    code: 'SP1016',
    message: `This project needs sp ${required}, but this is sp ${version}`,
    place,
    hint: 'install a version that fits, or change require-sp-version',
  });
}

export function invalidVersionRange(text: string, place: Place): Diagnostic {
  return error({
    code: 'SP1017',
    message: `"${text}" is not a range of versions`,
    place,
    hint: 'write it as ">=0.1.0", "<1.0.0" or a list of such',
  });
}

export function missingEnvVar(name: string, place: Place): Diagnostic {
  return error({
    code: 'SP1030',
    message: `The environment variable ${name} is not set`,
    place,
    hint: `set it, or give a default: {{env_var '${name}' 'default'}}`,
  });
}

export function missingVar(name: string, place: Place, vars: readonly string[]): Diagnostic {
  const nearest = didYouMean(name, vars);
  return error({
    code: 'SP1031',
    message: `The var "${name}" has no value`,
    place,
    hint: `${nearest === undefined ? '' : `${nearest} `}set it under vars: in project.yml or with --vars, or give a default: {{var '${name}' 'default'}}`,
  });
}

export function jinjaCall(place: Place, translation: string): Diagnostic {
  return error({
    code: 'SP1032',
    message: 'This is a Jinja call; templates are Handlebars here',
    place,
    hint: translation,
  });
}

export function unknownYamlCall(call: string, place: Place): Diagnostic {
  const [name = ''] = /[\w.]+/.exec(call) ?? [];
  const nearest = didYouMean(name, ['env_var', 'var']);
  return error({
    code: 'SP1033',
    message: `${call} cannot stand here`,
    place,
    hint: `${nearest === undefined ? '' : `${nearest} `}only {{env_var 'NAME' 'default'}} and {{var 'name' 'default'}} work in this value`,
  });
}
