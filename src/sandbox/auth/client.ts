/** An app that may ask for authorization here. All are public: they prove themselves by PKCE. */
export interface SandboxClient {
  readonly id: string
  readonly name: string
  /** Compared character by character. */
  readonly redirectUri: string
}

/** The companion app, as this authorization server knows it. */
export const COMPANION_CLIENT = 'cardstock-companion'

export function clientsAt(publicUrl: string): ReadonlyMap<string, SandboxClient> {
  const companion = {
    id: COMPANION_CLIENT,
    name: 'Cardstock companion',
    redirectUri: `${publicUrl}/app/callback`,
  }
  return new Map([[companion.id, companion]])
}
