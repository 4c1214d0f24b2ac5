import type { EngineError } from '../adapters/adapter.js';
import type { Place } from '../errors/diagnostic.js';
import { didYouMean, suggest } from '../errors/suggest.js';
import type { Diagnostic } from '../errors/diagnostic.js';

export function nothingToDo(): Diagnostic {
  return {
    code: 'SP4031',
    severity: 'warning',
    message: 'Nothing to do: no node is selected that this command runs',
    hint: 'sp ls lists the nodes of the project.',
  };
}

export function partitionFilterSyntax(filter: string): Diagnostic {
  return {
    code: 'SP4032',
    severity: 'error',
    message: `--partition takes column=value, not "${filter}"`,
    hint: 'For example: --partition grade_level="Grade 9"',
  };
}

export function partitionFilterUnused(column: string, known: readonly string[]): Diagnostic {
  const suggestion = suggest(column, known);
  const columns = known.length > 0 ? `Columns: ${known.join(', ')}.` : 'None of them is partitioned.';
  return {
    code: 'SP4033',
    severity: 'error',
    message: `No selected model is partitioned by "${column}"`,
    hint: suggestion === undefined ? columns : `did you mean "${suggestion}"? ${columns}`,
  };
}

export function inlineAndSelect(): Diagnostic {
  return {
    code: 'SP4034',
    severity: 'error',
    message: '--inline and --select cannot be used together',
    hint: 'Use one of them.',
  };
}

export function showOneNode(count: number): Diagnostic {
  return {
    code: 'SP4035',
    severity: 'error',
    message: `sp show prints one node, but ${count} are selected`,
    hint: 'Name one with --select, or write a query with --inline "select …".',
  };
}

export function nothingToCompare(targets: readonly string[]): Diagnostic {
  return {
    code: 'SP4036',
    severity: 'error',
    message: 'sp diff compares two targets, but --other does not name the second one',
    hint: `For example: sp diff --target ${targets[0] ?? 'dev'} --other ${targets[1] ?? 'old/warehouse.sqlite'}`,
  };
}

export function unknownOther(other: string, targets: readonly string[]): Diagnostic {
  const known = targets.length > 0 ? `Targets: ${targets.join(', ')}.` : 'project.yml has no targets.';
  return {
    code: 'SP4037',
    severity: 'error',
    message: `--other "${other}" is neither a target of project.yml nor a database file of SQLite or DuckDB`,
    hint: didYouMean(other, targets) ?? known,
  };
}

export function nothingToDiff(): Diagnostic {
  return {
    code: 'SP4038',
    severity: 'error',
    message: 'Nothing to compare: no seed, model or snapshot is selected that leaves a relation behind',
    hint: 'sp ls lists the nodes of the project.',
  };
}

export function unknownCode(code: string, nearest: string | undefined): Diagnostic {
  return {
    code: 'SP4039',
    severity: 'error',
    message: `no message of sp has the code ${code}`,
    hint: nearest === undefined ? 'A message shows its code in front: error SP3001.' : `did you mean ${nearest}?`,
  };
}

export function nothingToVerify(): Diagnostic {
  return {
    code: 'SP4040',
    severity: 'error',
    message: 'Nothing to verify: no seed or model is selected that leaves a relation behind',
    hint: 'sp ls lists the nodes of the project.',
  };
}

export function nothingPublished(place: Place): Diagnostic {
  return {
    code: 'SP3022',
    severity: 'error',
    message: 'Nothing to verify: the target has no file yet',
    place,
    hint: 'Build first: sp build',
  };
}

export function notPublished(name: string): Diagnostic {
  return {
    code: 'SP3020',
    severity: 'error',
    message: `"${name}" has not been built yet`,
    hint: `Build it first: sp build --select +${name}`,
  };
}

export function notSaved(error: EngineError, place: Place): Diagnostic {
  return {
    code: 'SP3021',
    severity: 'error',
    message: `Nothing was saved: ${error.message}`,
    place,
    hint: error.hint ?? 'What was there before is unchanged. Make room or mend the target, and run again.',
  };
}

export function eventTimeMalformed(flag: string, text: string): Diagnostic {
  return {
    code: 'SP4041',
    severity: 'error',
    message: `${flag} takes a date or a time in UTC, not "${text}"`,
    hint: `For example: ${flag} 2024-09-01, or ${flag} "2024-09-01 06:00"`,
  };
}

export function eventTimeWindow(message: string): Diagnostic {
  return {
    code: 'SP4042',
    severity: 'error',
    message,
    hint: 'For example: --event-time-start 2024-09-01 --event-time-end 2024-10-01',
  };
}
