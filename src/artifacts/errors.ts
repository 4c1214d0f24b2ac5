import type { Diagnostic } from '../errors/diagnostic.js';

export function cannotWrite(path: string, error: unknown): Diagnostic {
  return {
    code: 'SP9101',
    severity: 'error',
    message: `Cannot write ${path}: ${reasonOf(error)}`,
    hint: 'Free the disk or allow writing there, or choose another folder with --target-path.',
  };
}

export function unreadableArtifact(path: string, reason: string): Diagnostic {
  return {
    code: 'SP9102',
    severity: 'error',
    message: `Cannot use ${path}: ${reason}`,
    hint: 'It was cut off, edited, or written by another version. sp build writes it anew.',
  };
}

/** Node's `ENOSPC: no space left on device, write` without the code and the call. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^[A-Z0-9]+: ([^,]*)/.exec(message)?.[1] ?? message;
}
