import { day, yearsOld } from '../../look/format.ts'
import { Notice } from '../../look/notice.tsx'
import type { Api } from '../api/client.ts'
import type { Person } from '../api/contract.ts'
import { useLoad } from './use-load.ts'

interface Props {
  readonly api: Api
  readonly now: Date
}

/** Who the chart is about; only where the EHR's own banner is out of sight. */
export function PatientBanner({ api, now }: Props) {
  const found = useLoad(() => api.patient(), [api])
  return (
    <section class="banner" aria-label="Patient">
      {found.state === 'loading' && <Coming />}
      {found.state === 'failed' && (
        <Notice tone="warning" title="The patient’s name could not be read." onRetry={found.retry}>
          <p>{found.why} Make sure by other means whose chart this is.</p>
        </Notice>
      )}
      {found.state === 'ready' && <Who person={found.value} now={now} />}
    </section>
  )
}

/** As high as the banner that takes its place. */
function Coming() {
  return (
    <>
      <p class="banner-name quiet">Loading the patient …</p>
      <dl class="banner-facts">
        <Fact label="Born">…</Fact>
        <Fact label="Sex">…</Fact>
      </dl>
    </>
  )
}

function Who({ person, now }: { person: Person; now: Date }) {
  const { name, birthDate, sex, mrn, isDeceased } = person
  const age = isDeceased ? undefined : yearsOld(birthDate, now.toLocaleDateString('sv'))
  return (
    <>
      <p class="banner-name">{name ?? 'Name not recorded'}</p>
      <dl class="banner-facts">
        <Fact label="Born">
          {day(birthDate) ?? 'not recorded'}
          {age === undefined ? '' : ` (${age} years)`}
        </Fact>
        <Fact label="Sex">{sex ?? 'not recorded'}</Fact>
        {mrn !== undefined && <Fact label="MRN">{mrn}</Fact>}
        {isDeceased && <Fact label="Status">deceased</Fact>}
      </dl>
    </>
  )
}

function Fact({ label, children }: { label: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
