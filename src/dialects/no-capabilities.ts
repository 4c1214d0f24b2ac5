import type { Capabilities } from './dialect.js';

/** Where every dialect starts: nothing is claimed that is not known. */
export const noCapabilities: Capabilities = {
  keepsRowOrder: false,
  hashesSources: false,
  stagesUnderFinalName: false,
  transactionalDdl: false,
  schemas: false,
  anyNames: false,
  indexes: false,
  grants: false,
  materializedViews: false,
  merge: false,
  alterColumnTypes: false,
};
