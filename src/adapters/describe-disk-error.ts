const texts: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOENT: 'the folder is gone',
  ENOTDIR: 'a part of its path is not a folder',
};

/** What a failed call of the file system means, in words; the message of any other error as it is. */
export function describeDiskError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return texts['code' in error ? String(error.code) : ''] ?? error.message;
}

/** Is the disk, or the share of it that the user may use, full? */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
