// Manifests of real small projects: their files are written, read, built and removed again.

import type { EngineName } from '../dialects/dialect.js';
import { getDialect } from '../dialects/get-dialect.js';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import { SpError } from '../errors/sp-error.js';
import { buildManifest } from '../manifest/build-manifest.js';
import type { Manifest, ManifestNode } from '../manifest/manifest.js';
import { readTempProject } from './read-temp-project.js';

const projectFile = `name: shop
targets:
  dev: {type: sqlite, path: target/shop.sqlite}
`;

/**
 * The manifest of these files for an engine, in a project called `shop`.
 *
 * @param files paths below the project's folder; a `project.yml` among them is added to the name and the target.
 */
export async function buildTempManifest(
  files: Readonly<Record<string, string>>,
  engine: EngineName = 'sqlite',
): Promise<Manifest> {
  const { 'project.yml': config = '', ...others } = files;
  const { project } = await readTempProject({ 'project.yml': projectFile + config, ...others });
  return buildManifest(project, getDialect(engine));
}

/** The text of everything that is wrong with a manifest, warnings included; '' when nothing is. */
export async function explainTempManifest(
  files: Readonly<Record<string, string>>,
  engine: EngineName = 'sqlite',
): Promise<string> {
  try {
    return renderDiagnostics((await buildTempManifest(files, engine)).warnings, { color: false });
  } catch (error) {
    if (!(error instanceof SpError)) throw error;
    return renderDiagnostics(error.diagnostics, { color: false });
  }
}

/** The node whose id is `<kind>.shop.<name>`, or begins so and ends in a test's hash. */
export function findNode<Kind extends ManifestNode['resourceType']>(
  manifest: Pick<Manifest, 'nodes'>,
  kind: Kind,
  name: string,
): Extract<ManifestNode, { readonly resourceType: Kind }> {
  const isWanted = (node: ManifestNode): node is Extract<ManifestNode, { readonly resourceType: Kind }> =>
    node.resourceType === kind && node.name === name;
  const found = [...manifest.nodes.values()].find(isWanted);
  if (found === undefined)
    throw new Error(`there is no ${kind} ${name} among ${[...manifest.nodes.keys()].join(', ')}`);
  return found;
}
