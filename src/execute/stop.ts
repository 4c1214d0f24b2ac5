/** Reason of the abort that `--fail-fast` causes. */
export class FailFast {
  /** @param node name of the one that failed */
  constructor(readonly node: string) {}
}

/** Why a node that was stopped, or not begun, was skipped. */
export function describeStop({ reason }: AbortSignal): string {
  return reason instanceof FailFast ? `fail-fast after ${reason.node}` : 'cancelled';
}
