import type { Diagnostic } from '../errors/diagnostic.js';
import { checkConfigKeys } from './check-config-keys.js';
import type { ConfigKind } from './schemas/config.js';
import type { IgnoredKey, SchemaFindings } from './yaml/check-schema.js';
import type { YamlMap } from './yaml-value.js';

/**
 * Checks a config tree of project.yml at every level. A key with `+` is always config, one without it is a folder (or
 * the package, or a file) when its value is a mapping, and config otherwise.
 */
export function checkConfigTree(tree: YamlMap, kind: ConfigKind): SchemaFindings {
  const errors: Diagnostic[] = [];
  const ignored: IgnoredKey[] = [];
  const check = (level: YamlMap): void => {
    const isFolder = ({ key, value }: YamlMap['entries'][number]) => !key.startsWith('+') && value.kind === 'map';
    const findings = checkConfigKeys({ ...level, entries: level.entries.filter((entry) => !isFolder(entry)) }, kind);
    errors.push(...findings.errors);
    ignored.push(...findings.ignored);
    for (const entry of level.entries) {
      if (entry.value.kind === 'map' && isFolder(entry)) check(entry.value);
    }
  };
  check(tree);
  return { errors, ignored };
}
