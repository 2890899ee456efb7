/** The companion app: what the session is about, panel by panel. */
export function App() {
  return <h1>Cardstock companion</h1>
}
