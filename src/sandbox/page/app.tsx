/** The sandbox: a small EHR in a page. */
export function App() {
  return <h1>Cardstock sandbox</h1>
}
