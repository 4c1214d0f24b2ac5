import { toPrintable } from '../util/printable.js';

const code = 'SP9001';

/** What is said about an Error that nobody expected; the only text with a stack trace. */
export function describeBug(error: unknown, version: string): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : `thrown: ${String(error)}`;
  return [
    `error ${code}: this is a bug in sp, not in your project`,
    toPrintable(stack.replaceAll(/^(?=.)/gm, '  ')),
    '',
    `Please report it with the command and, if you can, the file that led to it (sp ${version}, Node.js ${process.versions.node}, ${process.platform} ${process.arch}).`,
    '',
  ].join('\n');
}
