/** An app that may ask for authorization here. All are public: they prove themselves by PKCE. */
export interface SandboxClient {
  readonly id: string
  readonly name: string
  /** Compared character by character. */
  readonly redirectUri: string
}

/** The companion app alone. */
export function clientsAt(publicUrl: string): ReadonlyMap<string, SandboxClient> {
  const companion = {
    id: 'cardstock-companion',
    name: 'Cardstock companion',
    // `open` is the client of open mode.
    redirectUri: `${publicUrl}/app/callback/open`,
  }
  return new Map([[companion.id, companion]])
}
