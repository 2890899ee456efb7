/**
 * An order of a test, a referral or another service for a suggestion.
 *
 * @param name as it is shown
 * @param coding its code; without one (referrals have none that all agree on) the name alone is sent
 */
export function serviceOrder(
  name: string,
  coding?: { readonly system: string; readonly code: string },
) {
  const code =
    coding === undefined ? { text: name } : { coding: [{ ...coding, display: name }], text: name }
  return { resourceType: 'ServiceRequest', code }
}
