// The public API. Grows with the issues that need it; everything else is internal.

export type { Diagnostic, Place } from './errors/diagnostic.js';
export { SpError } from './errors/sp-error.js';
export type { SpEvent } from './events/event.js';
