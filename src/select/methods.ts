// What can stand before the colon of a criterion. A method turns its value into a test of one node and lists the values
// that would match something, for did-you-mean.

import type { Manifest, ManifestNode } from '../manifest/manifest.js';
import { createConfigMatcher } from './match-config.js';
import { createFqnMatcher } from './match-fqn.js';
import { createNameMatcher } from './match-name.js';
import { createPathMatcher } from './match-path.js';
import { resourceTypes } from './resource-types.js';
import { configValues, filesOf, fqnNames, pathsOf } from './selectable-values.js';

export type NodeMatcher = (node: ManifestNode) => boolean;

export interface SelectorMethod {
  /** How it is written. */
  readonly form: string;
  /** `config` is followed by keys: `config.meta.owner`. */
  readonly needsArguments?: boolean;
  /** The only values that it knows. */
  readonly values?: readonly string[];
  /** Names of up to this many segments, e.g. `package.source.table`. */
  readonly maxSegments?: number;
  readonly createMatcher: (value: string, manifest: Manifest, methodArguments: readonly string[]) => NodeMatcher;
  /** Values that match at least one node, or all of a closed list. */
  readonly candidates: (nodes: readonly ManifestNode[], methodArguments: readonly string[]) => Iterable<string>;
}

const testTypes = ['generic', 'singular', 'data', 'unit', 'schema'];
const versionTypes = ['latest', 'prerelease', 'old', 'none'];
const accessLevels = ['private', 'protected', 'public'];

export const selectorMethods: ReadonlyMap<string, SelectorMethod> = new Map<string, SelectorMethod>([
  [
    'fqn',
    {
      form: 'NAME, folder.NAME, or fqn:NAME',
      createMatcher: (value) => {
        const matches = createFqnMatcher(value);
        return (node) => node.resourceType !== 'source' && matches(node.fqn);
      },
      candidates: fqnNames,
    },
  ],
  [
    'path',
    {
      form: 'path:models/folder, or path:"models/**/x_*.sql"',
      createMatcher: (value, { project }) => createPathMatcher(value, project.root),
      candidates: pathsOf,
    },
  ],
  [
    'file',
    {
      form: 'file:NAME.sql, or file:NAME',
      createMatcher: (value) => {
        const matches = createNameMatcher(value);
        return (node) => filesOf([node]).some(matches);
      },
      candidates: filesOf,
    },
  ],
  [
    'tag',
    {
      form: 'tag:NAME',
      createMatcher: (value) => {
        const matches = createNameMatcher(value);
        return (node) => node.tags.some(matches);
      },
      candidates: (nodes) => nodes.flatMap((node) => node.tags),
    },
  ],
  [
    'group',
    {
      form: 'group:NAME',
      createMatcher: (value) => {
        const matches = createNameMatcher(value);
        return (node) => groupsOf(node).some(matches);
      },
      candidates: (nodes) => nodes.flatMap(groupsOf),
    },
  ],
  [
    'access',
    {
      form: 'access:private, access:protected, or access:public',
      values: accessLevels,
      createMatcher: (value) => (node) => node.resourceType === 'model' && node.access === value,
      candidates: () => accessLevels,
    },
  ],
  [
    'source',
    {
      form: 'source:NAME, source:NAME.TABLE, or source:PACKAGE.NAME.TABLE',
      maxSegments: 3,
      createMatcher: (value) => {
        const matches = createDottedMatcher(value.includes('.') ? value : `${value}.*`);
        return (node) => node.resourceType === 'source' && matches([node.package, node.sourceName, node.name]);
      },
      candidates: (nodes) =>
        nodes.flatMap((node) =>
          node.resourceType === 'source' ? [node.sourceName, `${node.sourceName}.${node.name}`] : [],
        ),
    },
  ],
  [
    'exposure',
    {
      form: 'exposure:NAME, or exposure:PACKAGE.NAME',
      maxSegments: 2,
      createMatcher: (value) => {
        const matches = createDottedMatcher(value);
        return (node) => node.resourceType === 'exposure' && matches([node.package, node.name]);
      },
      candidates: (nodes) => nodes.flatMap((node) => (node.resourceType === 'exposure' ? [node.name] : [])),
    },
  ],
  [
    'package',
    {
      form: 'package:NAME, or package:this',
      createMatcher: (value, { project }) => {
        const matches = createNameMatcher(value === 'this' ? project.config.name : value);
        return (node) => matches(node.package);
      },
      candidates: (nodes) => ['this', ...nodes.map((node) => node.package)],
    },
  ],
  [
    'config',
    {
      form: 'config.materialized:view, or config.meta.owner:NAME',
      needsArguments: true,
      createMatcher: (value, _manifest, path) => {
        const matches = createConfigMatcher(path, value);
        return (node) => node.resourceType !== 'exposure' && matches(node.config);
      },
      candidates: configValues,
    },
  ],
  [
    'resource_type',
    {
      form: 'resource_type:model',
      values: resourceTypes,
      createMatcher: (value) => (node) => node.resourceType === value,
      candidates: () => resourceTypes,
    },
  ],
  [
    'test_name',
    {
      form: 'test_name:unique',
      createMatcher: (value) => {
        const matches = createNameMatcher(value);
        return (node) => testNamesOf(node).some(matches);
      },
      candidates: (nodes) => nodes.flatMap(testNamesOf),
    },
  ],
  [
    'test_type',
    {
      form: 'test_type:generic, singular, data (both) or unit',
      values: testTypes,
      createMatcher: (value) => {
        const kinds = value === 'data' ? ['generic', 'singular'] : [value === 'schema' ? 'generic' : value];
        return (node) => node.resourceType === 'test' && kinds.includes(node.testKind);
      },
      candidates: () => testTypes,
    },
  ],
  [
    'version',
    {
      form: 'version:latest, prerelease, old or none',
      values: versionTypes,
      // No model has versions yet.
      createMatcher: (value) => (node) => node.resourceType === 'model' && value === 'none',
      candidates: () => versionTypes,
    },
  ],
]);

/** Methods of dbt that this version of sp does not have, and what they would need. */
export const laterMethods: ReadonlyMap<string, string> = new Map([
  ['state', 'It compares with an earlier manifest (--state).'],
  ['result', 'It reads the results of an earlier run (--state).'],
  ['source_status', 'It compares two results of sp freshness (--state).'],
  ['selector', 'It names an entry of selectors.yml (--selector).'],
  ['unit_test', 'Unit tests come with it.'],
]);

function groupsOf(node: ManifestNode): readonly string[] {
  const group = node.resourceType === 'model' ? (node.group ?? node.config['group']) : node.config['group'];
  return typeof group === 'string' ? [group] : [];
}

/** A generic test is known by its macro's name, without the package; a singular one by its own. */
function testNamesOf(node: ManifestNode): readonly string[] {
  if (node.resourceType !== 'test') return [];
  return [node.generic === undefined ? node.name : (node.generic.test.split('.').at(-1) ?? node.generic.test)];
}

/** Fits patterns between dots to names, the last to the last; names in front may be left out. */
function createDottedMatcher(value: string): (names: readonly string[]) => boolean {
  const patterns = value.split('.').map(createNameMatcher);
  return (names) => patterns.every((matches, index) => matches(names.at(index - patterns.length) ?? ''));
}
