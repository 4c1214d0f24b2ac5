// What a test file's process says to the runner while it works (over the IPC channel).

export type TestMessage =
  | { readonly kind: 'test-started'; readonly test: string }
  | { readonly kind: 'test-passed'; readonly test: string }
  | { readonly kind: 'test-failed'; readonly test: string; readonly text: string }
  /** Something is wrong with the file as a whole. */
  | { readonly kind: 'file-failed'; readonly text: string }
  | { readonly kind: 'file-ended'; readonly skipped: number; readonly openResources: readonly string[] };
