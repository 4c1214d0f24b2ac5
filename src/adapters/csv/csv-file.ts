/** A CSV or gzipped CSV file to load. */
export interface CsvFileRef {
  /** Relative to the project root, forward slashes: for messages. */
  readonly path: string;
  /** Relative to its seed folder: the value of `_file`. */
  readonly pathInFolder: string;
  readonly absolutePath: string;
  readonly sizeBytes: number;
}
