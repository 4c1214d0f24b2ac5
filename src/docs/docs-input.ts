// The subset of dbt's artifacts that the page reads: manifest v12 and run-results v6. Structural and lenient on
// purpose (almost everything optional or null), so that our own artifacts, dbt's, and files of another version fit.

export interface DocsInput {
  /** `target/manifest.json`; none before the project was ever compiled: the page says so. */
  readonly manifest?: DocsManifest | null | undefined;
  /** `target/run_results.json`; none before any run. */
  readonly runResults?: DocsRunResults | null | undefined;
}

export interface DocsManifest {
  readonly metadata: DocsMetadata;
  readonly nodes: Readonly<Record<string, DocsNode>>;
  readonly sources?: Readonly<Record<string, DocsNode>>;
  readonly exposures?: Readonly<Record<string, DocsNode>>;
  /** Docs blocks; `__overview__` introduces the project. */
  readonly docs?: Readonly<Record<string, DocsBlock>>;
  readonly parent_map?: Readonly<Record<string, readonly string[]>> | null;
  readonly child_map?: Readonly<Record<string, readonly string[]>> | null;
}

export interface DocsMetadata {
  readonly project_name?: string | null;
  readonly adapter_type?: string | null;
  readonly dbt_version?: string | null;
  /** ISO 8601. */
  readonly generated_at?: string | null;
}

export interface DocsBlock {
  readonly name?: string | null;
  readonly package_name?: string | null;
  readonly block_contents?: string | null;
}

/** A node, source or exposure of the manifest. */
export interface DocsNode {
  readonly unique_id: string;
  readonly name: string;
  readonly resource_type: string;
  readonly package_name?: string | null;
  readonly original_file_path?: string | null;
  readonly relation_name?: string | null;
  readonly description?: string | null;
  readonly tags?: readonly string[] | string | null;
  readonly config?: object | null;
  readonly columns?: Readonly<Record<string, DocsColumn>> | null;
  readonly raw_code?: string | null;
  readonly compiled_code?: string | null;
  readonly depends_on?: { readonly nodes?: readonly string[] | null } | null;
  readonly docs?: { readonly show?: boolean | null } | null;
  // generic tests
  readonly test_metadata?: { readonly name?: string | null; readonly kwargs?: object | null } | null;
  readonly attached_node?: string | null;
  readonly column_name?: string | null;
  // sources
  readonly source_name?: string | null;
  readonly source_description?: string | null;
  // exposures
  readonly type?: string | null;
  readonly url?: string | null;
  readonly owner?: object | null;
}

export interface DocsColumn {
  readonly name: string;
  readonly description?: string | null;
  readonly data_type?: string | null;
  readonly tags?: readonly string[] | string | null;
}

export interface DocsRunResults {
  readonly metadata?: { readonly generated_at?: string | null } | null;
  readonly results: readonly DocsResult[];
  /** Seconds. */
  readonly elapsed_time?: number | null;
  /** The command's arguments; `which` is its verb. */
  readonly args?: object | null;
}

export interface DocsResult {
  readonly unique_id: string;
  /** success, error, skipped, partial success, no-op, reused; tests: pass, warn, fail, error, skipped. */
  readonly status: string;
  /** Seconds. */
  readonly execution_time?: number | null;
  readonly message?: string | null;
  readonly failures?: number | null;
  readonly thread_id?: string | null;
  readonly timing?: readonly DocsTiming[] | null;
  readonly adapter_response?: object | null;
}

export interface DocsTiming {
  readonly name?: string | null;
  readonly started_at?: string | null;
  readonly completed_at?: string | null;
}
