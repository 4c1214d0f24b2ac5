/** Where an object of a database lives. On sqlite there is one namespace: `schema` has become a prefix of `identifier`. */
export interface Relation {
  readonly database?: string;
  readonly schema?: string;
  readonly identifier: string;
}

/** A value that SQL can hold, as it travels between `sp` and an engine. Dates and timestamps are ISO text. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array;
