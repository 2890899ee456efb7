/** `.well-known/smart-configuration` (SMART App Launch 2.2, "Conformance"). */
export function smartConfiguration(publicUrl: string): Readonly<Record<string, unknown>> {
  const auth = `${publicUrl}/sandbox/auth`
  return {
    issuer: `${publicUrl}/sandbox/fhir`,
    jwks_uri: `${auth}/jwks`,
    authorization_endpoint: `${auth}/authorize`,
    token_endpoint: `${auth}/token`,
    revocation_endpoint: `${auth}/revoke`,
    grant_types_supported: ['authorization_code', 'refresh_token'],
    response_types_supported: ['code'],
    token_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    scopes_supported: [
      ...['openid', 'fhirUser', 'profile', 'launch', 'launch/patient', 'launch/encounter'],
      ...['offline_access', 'online_access', 'patient/*.cruds', 'user/*.cruds'],
      ...['patient/*.read', 'patient/*.write', 'user/*.read', 'user/*.write'],
    ],
    capabilities: [
      ...[
        'launch-ehr',
        'launch-standalone',
        'authorize-post',
        'client-public',
        'sso-openid-connect',
      ],
      ...['context-banner', 'context-style', 'context-ehr-patient', 'context-ehr-encounter'],
      ...['context-standalone-patient', 'permission-patient', 'permission-user'],
      ...['permission-offline', 'permission-online', 'permission-v1', 'permission-v2'],
    ],
  }
}

/** What `smart_style_url` leads to (SMART App Launch 2.2, "Styling"). */
export const smartStyle = {
  color_background: '#f7f9fb',
  color_error: '#b3261e',
  color_highlight: '#1b5e8a',
  color_modal_backdrop: '',
  color_success: '#1d6b3c',
  color_text: '#1b2530',
  dim_border_radius: '6px',
  dim_font_size: '16px',
  dim_spacing_size: '16px',
  font_family_body: 'system-ui, sans-serif',
  font_family_heading: 'system-ui, sans-serif',
}
