import { expect, test } from '@jest/globals'
import { newBrowser, startCompanion } from '../support/companion.ts'
import { resources } from '../support/companion-patient.ts'
import { keptTrail } from '../support/kept-trail.ts'

test('T8 launches and log-ins that strangers begin cost few records, which together tell of all', async () => {
  const app = await startCompanion({ patient: 'ada', resources })
  const launch = async () => {
    const by = newBrowser(app.url)
    return { by, to: await app.launched(by) }
  }
  try {
    await launch()
    for (let round = 0; round < 30; round += 1)
      await Promise.all(Array.from({ length: 25 }, launch))
    // Whoever holds one launch can come back from it as often as he likes.
    const { by, to } = await launch()
    const state = new URL(to).searchParams.get('state')
    const cookie = [...by.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    for (let round = 0; round < 30; round += 1)
      await Promise.all(
        Array.from({ length: 25 }, () =>
          by.get(`/app/callback/north?state=${state}&error=x`, { cookie }),
        ),
      )
    // A log-in that came to its end is somebody's, and so is all that follows.
    for (let count = 0; count < 3; count += 1) await app.opened()
  } finally {
    await app.close()
  }

  const { records } = await keptTrail(app.dataDir)
  const floods = records.filter(({ event }) => event === 'flood')
  expect(floods.every(({ client, claimed }) => client === '' && claimed === 'north')).toBe(true)
  const told = (event: string, isIt: (status: number) => boolean) => {
    const inFull = records.filter((each) => each.event === event && isIt(each.status))
    const counted = floods.filter(({ hook, status }) => hook === event && isIt(status))
    return {
      inFull,
      together: counted.reduce((sum, { affected }) => sum + affected, inFull.length),
    }
  }
  const launches = told('app-launch', (status) => status === 302)
  expect(launches.together).toBe(1 + 750 + 1 + 3)
  const refused = told('app-login', (status) => status >= 400)
  expect(refused.together).toBe(750)
  // One a second comes on top of 600; nobody waits for minutes here.
  for (const { inFull } of [launches, refused]) {
    expect(inFull.length).toBeGreaterThanOrEqual(600)
    expect(inFull.length).toBeLessThan(700)
  }
  const opened = told('app-login', (status) => status === 303)
  expect([opened.inFull.length, opened.together]).toEqual([3, 3])
})
