import { yamlToPlain } from '../project/yaml-to-plain.js';
import type { YamlMap } from '../project/yaml-value.js';
import { isRecord } from './config-layers.js';
import { notARelationText } from './errors.js';
import type { ExposureNode, NodeId } from './manifest.js';
import type { NameIndex } from './name-index.js';
import { nodeId } from './node-id.js';
import type { BuildContext } from './node-parts.js';

/** Exposures of all properties files: nodes behind the models that they read; nothing runs them. */
export function buildExposures(context: BuildContext, names: NameIndex): readonly ExposureNode[] {
  return context.project.properties.flatMap((file) => {
    const section = file.sections['exposures'];
    if (section?.kind !== 'list') return [];
    return section.items.flatMap((item) => (item.kind === 'map' ? [buildExposure(context, names, item)] : []));
  });
}

function buildExposure(context: BuildContext, names: NameIndex, item: YamlMap): ExposureNode {
  const { name: packageName } = context.project.config;
  const plain = yamlToPlain(item);
  const values = isRecord(plain) ? plain : {};
  const name = typeof values['name'] === 'string' ? values['name'] : '';
  const id = nodeId('exposure', packageName, name);
  const { file } = item.place;
  const config = isRecord(values['config']) ? values['config'] : {};
  const tags = values['tags'] ?? config['tags'];
  const meta = values['meta'] ?? config['meta'];
  const { name: _, description, type, owner, depends_on: __, ...extra } = values;
  return {
    resourceType: 'exposure',
    id,
    name,
    package: packageName,
    path: file.path,
    originalFilePath: file.path,
    fqn: [packageName, name],
    description: typeof description === 'string' ? description : '',
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
    meta: isRecord(meta) ? meta : {},
    config: { enabled: true, ...config },
    columns: [],
    place: item.place,
    exposureType: typeof type === 'string' ? type : 'dashboard',
    owner: isRecord(owner) ? owner : {},
    dependsOn: resolveDependsOn(context, names, item, id),
    extra,
  };
}

function resolveDependsOn(context: BuildContext, names: NameIndex, item: YamlMap, id: NodeId): readonly NodeId[] {
  const list = item.entries.find((entry) => entry.key === 'depends_on')?.value;
  if (list?.kind !== 'list') return [];
  const found = new Set<NodeId>();
  for (const entry of list.items) {
    if (entry.kind !== 'scalar' || typeof entry.value !== 'string') continue;
    const resolved = names.relationText(entry.value, entry.place, id);
    if (resolved === undefined) context.diagnostics.push(notARelationText(entry.value, entry.place, id));
    else if ('problem' in resolved) context.diagnostics.push(resolved.problem);
    else found.add(resolved.resolved.node);
  }
  return [...found].sort();
}
