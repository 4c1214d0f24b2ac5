import type { FlagName } from './flags.js';

/** Checked values of a command's flags, from the command line or else from SP_* variables. */
export class FlagValues {
  constructor(
    private readonly values: ReadonlyMap<FlagName, boolean | string | number | readonly string[]>,
    /** Words without a flag. */
    readonly words: readonly string[] = [],
  ) {}

  /** Is the switch on? */
  isOn(name: FlagName): boolean {
    return this.values.get(name) === true;
  }

  text(name: FlagName): string | undefined {
    const value = this.values.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  integer(name: FlagName): number | undefined {
    const value = this.values.get(name);
    return typeof value === 'number' ? value : undefined;
  }

  /** Empty when not said. */
  list(name: FlagName): readonly string[] {
    const value = this.values.get(name);
    return typeof value === 'object' ? value : [];
  }
}
