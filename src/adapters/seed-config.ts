/** How the CSV files of a seed are read, normalised. */
export interface SeedConfig {
  readonly delimiter: string;
  readonly quote: string;
  /** Column name → portable or engine type. */
  readonly columnTypes: Readonly<Record<string, string>>;
  /** Further texts that mean NULL. */
  readonly nullValues: readonly string[];
  /** What `""` is: NULL, or the empty text. */
  readonly quotedEmpty: 'null' | 'text';
  readonly onBadRow: 'fail' | 'quarantine';
  readonly rowId: boolean;
  /** Unicode normalisation of loaded text. */
  readonly unicode: 'keep' | 'nfc';
  /** `unicode`: trims Unicode white space and zero-width characters at both ends of every value. */
  readonly trim: 'none' | 'unicode';
  readonly quoteColumns: boolean;
}
