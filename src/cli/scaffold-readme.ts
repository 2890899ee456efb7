/** The README of a scaffolded rule; its example gives its card. */
export function ruleReadme(title: string, reviewBy: string): string {
  return `# ${title}

## What the clinician sees

When the chart of an adult is opened:

| card | level | when |
|---|---|---|
| \`high\` | warning | systolic pressure of 180 mmHg or more within a year |

On 2026-03-01 these data

\`\`\`json
{
  "patient": { "resourceType": "Patient", "gender": "female", "birthDate": "1970-05-01" },
  "bloodPressure": [
    {
      "resourceType": "Observation",
      "status": "final",
      "code": { "coding": [{ "system": "http://loinc.org", "code": "8480-6" }] },
      "effectiveDateTime": "2026-02-03",
      "valueQuantity": { "value": 190, "unit": "mm[Hg]" }
    }
  ]
}
\`\`\`

give this card:

\`\`\`json
{
  "summary": "Systolic pressure 190 mmHg on 2026-02-03",
  "indicator": "warning"
}
\`\`\`

## When it stays silent

- The newest systolic pressure is below 180 mmHg, older than a year, or cannot be used (no unit, a limit such as \`>180\`).
- The patient is a minor or of unknown age.

## Data it asks for

- \`patient\` (needed): age.
- \`bloodPressure\` (needed): LOINC 8480-6, alone or in a panel (85354-9, 55284-4).

Where one of them is unknown the rule is not evaluated.

## Evidence

- [The guideline that this rule follows](https://example.org/guideline): what it says, and where.

## Limits

- What the rule does not look at, and why that is acceptable.

## Owner and review date

Who answers for this rule; to be reviewed by ${reviewBy}.
`
}
