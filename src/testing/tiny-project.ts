import type { SourceFile } from '../errors/diagnostic.js';
import type { Project } from '../project/project.js';

const projectFile: SourceFile = { path: 'project.yml', text: 'name: shop\n' };

/** An empty project called `shop` with a sqlite target; no file of it exists. */
export const tinyProject: Project = {
  root: '/shop',
  targetPath: '/shop/target',
  file: projectFile,
  config: {
    name: 'shop',
    modelPaths: ['models'],
    seedPaths: ['seeds'],
    testPaths: ['tests'],
    macroPaths: ['macros'],
    snapshotPaths: ['snapshots'],
    analysisPaths: ['analyses'],
    docsPaths: ['models'],
    reportPaths: ['reports'],
    targetPath: 'target',
    cleanTargets: ['target'],
    trees: {
      models: undefined,
      seeds: undefined,
      snapshots: undefined,
      sources: undefined,
      data_tests: undefined,
      unit_tests: undefined,
      exposures: undefined,
    },
    dispatch: [],
    onRunStart: [],
    onRunEnd: [],
    quoting: {},
    flags: {},
  },
  target: {
    name: 'dev',
    type: 'sqlite',
    threads: 1,
    options: { path: 'target/shop.sqlite' },
    place: { file: projectFile, start: { line: 1, column: 1 } },
  },
  targetNames: ['dev'],
  vars: {},
  env: {},
  models: [],
  singularTests: [],
  genericTests: [],
  macros: [],
  analyses: [],
  snapshots: [],
  docs: [],
  csvFiles: [],
  properties: [],
};
