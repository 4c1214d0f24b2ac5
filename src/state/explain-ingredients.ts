import type { Manifest, ManifestNode } from '../manifest/manifest.js';
import type { NodePlan } from '../plan/plan.js';
import { collectMacroFacts } from '../template/collect-macro-facts.js';
import { describeValue, hashText, type Ingredients } from './fingerprint.js';

/** Where a node's SQL came from: its file and those of ephemerals in it, macros, vars and variables of the environment. */
export function readExplainingIngredients(plan: NodePlan, manifest: Manifest): Ingredients {
  if (plan.kind === 'seed') return {};
  const found: Record<string, string> = {};
  const nodes: readonly (ManifestNode | undefined)[] = [
    plan.node,
    ...plan.compiled.ctes.map(({ id }) => manifest.nodes.get(id)),
  ];
  for (const node of nodes) if (node) addNode(node, manifest, found);
  return found;
}

function addNode(node: ManifestNode, manifest: Manifest, found: Record<string, string>): void {
  if (!('template' in node)) return;
  const { facts } = collectMacroFacts(node.template, manifest.macros, manifest.dialect.name);
  found[`code.${node.originalFilePath}`] = hashText(node.rawCode);
  for (const { name } of facts.vars) {
    const value = manifest.project.vars[name];
    found[`var.${name}`] = value === undefined ? 'default' : describeValue(value);
  }
  // Values of the environment may be secrets.
  for (const { name } of facts.envVars) found[`env.${name}`] = hashText(`${name} ${manifest.project.env[name] ?? ''}`);
  for (const id of node.macroIds) found[`macro.${id.slice('macro.'.length)}`] = macroHash(id, manifest);
}

const macroHashes = new WeakMap<Manifest, ReadonlyMap<string, string>>();

function macroHash(id: string, manifest: Manifest): string {
  let hashes = macroHashes.get(manifest);
  if (hashes === undefined) {
    hashes = new Map(
      [...manifest.macros.values()].map((each) => [`macro.${each.package}.${each.name}`, hashText(each.text)]),
    );
    macroHashes.set(manifest, hashes);
  }
  return hashes.get(id) ?? '';
}
