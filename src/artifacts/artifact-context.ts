import { posix, relative, sep } from 'node:path';
import type { Compiled } from '../compile/compiled.js';
import type { Manifest } from '../manifest/manifest.js';
import { maskSecrets } from '../util/mask-secrets.js';

/** What the builders of all artifacts share. */
export interface ArtifactContext {
  readonly manifest: Manifest;
  readonly compiled: Compiled | undefined;
  /** Hides the secrets of the environment. */
  readonly mask: (text: string) => string;
  /** `target/compiled`, relative to the project with forward slashes, as dbt has it. */
  readonly compiledFolder: string;
}

export function createContext(manifest: Manifest, compiled: Compiled | undefined): ArtifactContext {
  const { project } = manifest;
  const target = relative(project.root, project.targetPath).split(sep).join('/');
  return {
    manifest,
    compiled,
    mask: (text) => maskSecrets(text, project.env),
    compiledFolder: posix.join(target, 'compiled'),
  };
}
