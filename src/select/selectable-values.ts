import type { ManifestNode } from '../manifest/manifest.js';
import { readConfigValue } from './match-config.js';

/** Names, folders and dotted names; tests only under their own names. */
export function fqnNames(nodes: readonly ManifestNode[]): readonly string[] {
  return nodes.flatMap((node) => {
    if (node.resourceType === 'source') return [];
    if (node.resourceType === 'test') return [node.name];
    const segments = node.fqn.slice(1);
    return [node.name, ...segments.map((_, index) => segments.slice(0, index + 1).join('.'))];
  });
}

/** Every file that defines or describes a node, and the folders above. */
export function pathsOf(nodes: readonly ManifestNode[]): readonly string[] {
  const paths = new Set<string>();
  for (const { originalFilePath, patchPath } of nodes) {
    const parts = originalFilePath.split('/');
    for (const [index] of parts.entries()) paths.add(parts.slice(0, index + 1).join('/'));
    if (patchPath !== undefined) paths.add(patchPath);
  }
  return [...paths];
}

/** `x.sql` and `x`. */
export function filesOf(nodes: readonly ManifestNode[]): readonly string[] {
  return nodes.flatMap(({ originalFilePath }) => {
    const file = originalFilePath.slice(originalFilePath.lastIndexOf('/') + 1);
    const stem = file.replace(/\.csv\.gz$|\.[^.]+$/i, '');
    return stem === file ? [file] : [file, stem];
  });
}

/** What the nodes have at a path of config keys, as a selector would say it. */
export function configValues(nodes: readonly ManifestNode[], path: readonly string[]): readonly string[] {
  return nodes.flatMap((node) => {
    if (node.resourceType === 'exposure') return [];
    const value = readConfigValue(node.config, path);
    if (Array.isArray(value)) return value.flatMap(toText);
    return typeof value === 'object' && value !== null ? Object.keys(value) : toText(value);
  });
}

export function configKeys(nodes: readonly ManifestNode[]): readonly string[] {
  return nodes.flatMap((node) => (node.resourceType === 'exposure' ? [] : Object.keys(node.config)));
}

function toText(value: unknown): readonly string[] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}
