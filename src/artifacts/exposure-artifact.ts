import type { ExposureNode } from '../manifest/manifest.js';
import type { ArtifactContext } from './artifact-context.js';
import { toJsonObject, type JsonObject } from './json-value.js';
import type { RefArtifact } from './node-artifact.js';
import { buildConfig } from './node-config.js';

export interface ExposureArtifact {
  readonly name: string;
  readonly resource_type: string;
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly unique_id: string;
  readonly fqn: readonly string[];
  readonly type: string;
  readonly owner: JsonObject;
  readonly description?: string;
  readonly depends_on?: { readonly macros?: readonly string[]; readonly nodes?: readonly string[] };
  readonly config?: JsonObject;
  readonly tags?: readonly string[];
  readonly meta?: JsonObject;
  readonly url?: string | null;
  readonly [key: string]: unknown;
}

const maturities: readonly unknown[] = ['low', 'medium', 'high'];

export function buildExposureArtifact(node: ExposureNode, { manifest, mask }: ArtifactContext): ExposureArtifact {
  const { label, url, maturity } = node.extra;
  const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? mask(value) : null);
  const targets = node.dependsOn.flatMap((id) => manifest.nodes.get(id) ?? []);
  return {
    name: node.name,
    resource_type: 'exposure',
    package_name: node.package,
    path: node.path,
    original_file_path: node.originalFilePath,
    unique_id: node.id,
    fqn: node.fqn,
    type: node.exposureType,
    owner: { email: null, name: null, ...toJsonObject(node.owner, mask) },
    description: mask(node.description),
    label: textOrNull(label),
    maturity: maturities.includes(maturity) ? textOrNull(maturity) : null,
    meta: toJsonObject(node.meta, mask),
    tags: node.tags,
    config: buildConfig(node, mask),
    unrendered_config: {},
    url: textOrNull(url),
    depends_on: { macros: [], nodes: node.dependsOn },
    refs: targets.flatMap((target): RefArtifact[] =>
      target.resourceType === 'source' ? [] : [{ name: target.name, package: null, version: null }],
    ),
    sources: targets.flatMap((target) => (target.resourceType === 'source' ? [[target.sourceName, target.name]] : [])),
    metrics: [],
  };
}
