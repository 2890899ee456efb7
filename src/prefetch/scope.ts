/**
 * Whether a token's scope lets us read a resource type (`FA-07`, `FA-08`). Both SMART syntaxes are
 * understood (`patient/Observation.read`, `user/Observation.rs?category=…`); where no scope is in
 * either syntax (vendor names), nothing is ruled out.
 */
export function mayRead(scope: string, type: string): boolean {
  let understood = false
  for (const each of scope.split(/\s+/)) {
    const match = /^(?:patient|user|system)\/([A-Za-z]+|\*)\.([a-z*]+)(?:\?.*)?$/.exec(each)
    if (match === null) continue
    understood = true
    const [, scopeType, rights] = match
    if ((scopeType === '*' || scopeType === type) && grantsReading(rights ?? '')) return true
  }
  return !understood
}

function grantsReading(rights: string): boolean {
  return rights === 'read' || rights === '*' || (/^c?r?u?d?s?$/.test(rights) && /[rs]/.test(rights))
}
