/** Files that no district should send, each broken in one way, for tests of the loader. Never part of the seeds. */
export interface PoisonFile {
  readonly kind:
    'unterminated_quote' | 'nul_byte' | 'utf16' | 'missing_column' | 'renamed_column' | 'empty_file' | 'header_only';
  readonly bytes: Uint8Array;
}

const header = 'Student_ID,Date,Status,Recorded_At\n';
const good = 'S00001,2024-09-03,Present,2024-09-03\n';

/** Variants of attendance.csv with two good records around the fault, where there is room for any. */
export function buildPoisonFiles(): readonly PoisonFile[] {
  return [
    poison('unterminated_quote', `${header}${good}S00002,2024-09-03,"Present,2024-09-03\n${good}`),
    poison('nul_byte', `${header}${good}S00002,2024-09-03,Pre\0sent,2024-09-03\n${good}`),
    { kind: 'utf16', bytes: Buffer.from(`\uFEFF${header}${good}`, 'utf16le') },
    poison('missing_column', 'Student_ID,Date,Recorded_At\nS00001,2024-09-03,2024-09-03\n'),
    poison('renamed_column', `${header.replace('Status', 'Attendance_Status')}${good}`),
    poison('empty_file', ''),
    poison('header_only', header),
  ];
}

function poison(kind: PoisonFile['kind'], text: string): PoisonFile {
  return { kind, bytes: Buffer.from(text, 'utf8') };
}
