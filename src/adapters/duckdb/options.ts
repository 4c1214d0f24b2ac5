import type { Diagnostic, Place } from '../../errors/diagnostic.js';
import { didYouMean } from '../../errors/suggest.js';
import { SpError } from '../../errors/sp-error.js';
import { badTargetOption, missingPath, unknownTargetOption } from '../errors.js';

/** A duckdb target's own keys; `schema` and `database` belong to all engines with schemas. */
export interface DuckdbOptions {
  /** A file, relative to the project, or `:memory:`. */
  readonly path: string;
  /** As the engine takes it, e.g. `4GB`. */
  readonly memoryLimit?: string;
  /** Where it writes what does not fit. */
  readonly tempDirectory?: string;
  /** Installed when they are not there, and loaded. */
  readonly extensions: readonly string[];
}

const knownKeys = ['path', 'schema', 'memory_limit', 'temp_directory', 'extensions'];
const size = /^\d+(?:\.\d+)?\s*(?:[KMGT]i?B|B)$/i;

/** @throws SpError with everything that is wrong. */
export function readOptions(options: Readonly<Record<string, unknown>>, place: Place): DuckdbOptions {
  const problems: Diagnostic[] = [];
  for (const key of Object.keys(options)) {
    if (knownKeys.includes(key)) continue;
    const hint = didYouMean(key, knownKeys) ?? `Its keys are ${knownKeys.join(', ')}.`;
    problems.push(unknownTargetOption('duckdb', key, hint, place));
  }
  const check = (key: string, isRight: (value: unknown) => boolean, wanted: string): void => {
    const value = options[key];
    if (value !== undefined && !isRight(value)) problems.push(badTargetOption('duckdb', key, wanted, place));
  };
  const path = options['path'];
  const [memoryLimit, tempDirectory, extensions] = [
    options['memory_limit'],
    options['temp_directory'],
    options['extensions'],
  ];
  if (path === undefined || path === '') problems.push(missingPath('duckdb', place));
  check('path', isText, 'a path, or ":memory:"');
  check('memory_limit', (value) => isText(value) && size.test(value), 'a size such as 4GB');
  check('temp_directory', isText, 'a folder');
  check('extensions', isNameList, 'a list of names such as [httpfs]');
  if (problems.length > 0) throw new SpError(problems);
  return {
    path: String(path),
    ...(isText(memoryLimit) && { memoryLimit }),
    ...(isText(tempDirectory) && { tempDirectory }),
    extensions: isNameList(extensions) ? extensions : [],
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isNameList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && /^\w+$/.test(each));
}
