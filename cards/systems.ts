/**
 * Code systems of our own. Their URIs are OIDs made from a UUID (arc 2.25, ITU-T X.667), so that they
 * are globally unique without anybody's domain. The codes in them are stable, because clients filter
 * and honour earlier overrides by them (`SRC-04`).
 */
/** From 7d8f40c6-4d3d-4454-8328-fc64e3f1b4f6. */
export const RULE_SYSTEM = 'urn:oid:2.25.166897311709180188906240200983136285942'
/** From 1f4076ca-763a-4d08-ba6b-ec48956b70e5. */
export const OVERRIDE_SYSTEM = 'urn:oid:2.25.41540784233290392446432780569356759269'
