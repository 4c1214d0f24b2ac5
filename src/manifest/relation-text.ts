/** What `ref('m')`, `ref('pkg', 'm', v=2)` or `source('s', 't')` in YAML names. */
export type RelationText =
  | { readonly kind: 'ref'; readonly package?: string; readonly name: string; readonly version?: string }
  | { readonly kind: 'source'; readonly source: string; readonly table: string };

const quoted = String.raw`(?:'([^']*)'|"([^"]*)")`;
const refPattern = new RegExp(
  String.raw`^\s*ref\(\s*${quoted}\s*(?:,\s*${quoted}\s*)?(?:,\s*(?:v|version)\s*=\s*(?:${quoted}|([\w.]+))\s*)?\)\s*$`,
);
const sourcePattern = new RegExp(String.raw`^\s*source\(\s*${quoted}\s*,\s*${quoted}\s*\)\s*$`);

/** Reads dbt's relation text with either kind of quote; undefined for any other text. */
export function parseRelationText(text: string): RelationText | undefined {
  const ref = refPattern.exec(text);
  if (ref) {
    const first = ref[1] ?? ref[2] ?? '';
    const second = ref[3] ?? ref[4];
    const version = ref[5] ?? ref[6] ?? ref[7];
    return {
      kind: 'ref',
      ...(second !== undefined && { package: first }),
      name: second ?? first,
      ...(version !== undefined && { version }),
    };
  }
  const source = sourcePattern.exec(text);
  if (!source) return undefined;
  return { kind: 'source', source: source[1] ?? source[2] ?? '', table: source[3] ?? source[4] ?? '' };
}
