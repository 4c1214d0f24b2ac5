import type { SeedConfig } from '../seed-config.js';

/** How the fields of a file are written, as bytes of UTF-8. */
export interface CsvFormat {
  readonly delimiter: Uint8Array;
  /** Empty when quotes mean nothing. */
  readonly quote: Uint8Array;
  readonly delimiterText: string;
  readonly quoteText: string;
}

export function toCsvFormat(seed: Pick<SeedConfig, 'delimiter' | 'quote'>): CsvFormat {
  return {
    delimiter: Buffer.from(seed.delimiter),
    quote: Buffer.from(seed.quote),
    delimiterText: seed.delimiter,
    quoteText: seed.quote,
  };
}
