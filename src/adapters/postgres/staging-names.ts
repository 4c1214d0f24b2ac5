/** What postgresDialect.stagingRelation makes of any name: how staged relations are told from published ones. */
export const stagingName = /__sp_[0-9a-f]{12}$/;
