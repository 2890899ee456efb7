import '../look/look.css'
import './companion.css'
import { render } from 'preact'
import { App } from './app.tsx'

const place = document.getElementById('app')
if (place !== null) render(<App />, place)

// A page that the browser kept from before shows a chart whose session may be over.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload()
})
