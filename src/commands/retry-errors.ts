import type { Diagnostic } from '../errors/diagnostic.js';

export function noEarlierRun(folder: string): Diagnostic {
  return {
    code: 'SP4051',
    severity: 'error',
    message: `There is no earlier run to repeat: ${folder} has no run_results.json`,
    hint: 'Run sp build first, or name the folder of a run with --state.',
  };
}

export function retriedNodesGone(ids: readonly string[], command: string): Diagnostic {
  return {
    code: 'SP4052',
    severity: 'error',
    message: `No longer in the project: ${ids.join(', ')}`,
    hint: `They failed or were skipped in the last run. Run the command itself again: sp ${command}`,
  };
}

export function hiddenVars(): Diagnostic {
  return {
    code: 'SP4053',
    severity: 'error',
    message: 'The vars of the last run held a secret, which is not written down',
    hint: 'Give them again with --vars.',
  };
}

export function sampleMalformed(text: string): Diagnostic {
  return {
    code: 'SP4054',
    severity: 'error',
    message: `--sample takes a time such as "3 days", or a window, not "${text}"`,
    hint: "For example: --sample '3 days', or --sample '{start: 2024-09-01, end: 2024-10-01}'",
  };
}
