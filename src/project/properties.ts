// What properties YAML (and front matter) may say, after checking: plain data with places. Names follow dbt's keys.

import type { Place, SourceFile } from '../errors/diagnostic.js';
import type { YamlMap, YamlValue } from './yaml-value.js';

/** An entry of `data_tests:` as written; `arguments` and `config` are split apart already. */
export interface DataTestSpec {
  /** `unique`, `not_null`, `my_test`; a package prefix stays (`pkg.test`). */
  readonly test: string;
  readonly name?: string;
  readonly description?: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The same with places; absent when there are none. */
  readonly argumentsYaml?: YamlMap;
  /** Config keys with places (`severity`, `where`, …). */
  readonly config?: YamlMap;
  readonly place: Place;
}

export interface ColumnProperties {
  readonly name: string;
  readonly description: string;
  readonly dataType?: string;
  readonly quote?: boolean;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, unknown>>;
  readonly constraints: readonly Readonly<Record<string, unknown>>[];
  readonly dataTests: readonly DataTestSpec[];
  readonly place: Place;
}

/** Properties of one model, seed, snapshot, singular test or analysis. */
export interface ResourceProperties {
  readonly kind: 'model' | 'seed' | 'snapshot' | 'data_test' | 'analysis';
  readonly name: string;
  readonly description: string;
  readonly columns: readonly ColumnProperties[];
  readonly dataTests: readonly DataTestSpec[];
  /** `config:` as written, with places; in front matter the config keys that stood at the top level. */
  readonly config?: YamlMap;
  /** Everything else the entry says (`access`, `group`, `versions`, `latest_version`, `constraints`, `docs`, `meta`, …), as plain data. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly place: Place;
  readonly file: SourceFile;
}

export interface SourceTableProperties {
  readonly name: string;
  readonly identifier?: string;
  readonly description: string;
  readonly columns: readonly ColumnProperties[];
  readonly dataTests: readonly DataTestSpec[];
  readonly config?: YamlMap;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

export interface SourceProperties {
  readonly name: string;
  readonly database?: string;
  readonly schema?: string;
  readonly description: string;
  readonly tables: readonly SourceTableProperties[];
  readonly config?: YamlMap;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly place: Place;
  readonly file: SourceFile;
}

export interface MacroProperties {
  readonly name: string;
  readonly description: string;
  readonly place: Place;
}

/** One properties YAML file. Sections that a later issue brings to life are kept as they stood. */
export interface PropertiesFile {
  readonly file: SourceFile;
  readonly resources: readonly ResourceProperties[];
  readonly sources: readonly SourceProperties[];
  readonly macros: readonly MacroProperties[];
  /** `exposures`, `groups`, `unit_tests`, …, by key. */
  readonly sections: Readonly<Record<string, YamlValue>>;
}
