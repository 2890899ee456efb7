import { anyOf, CPT, codes, LOINC, serviceOrder } from '#cds'

const CODE = '11524-6'

/** Whether an order is one of an ECG. */
export const isEcg = anyOf(codes(LOINC, [CODE]), codes(CPT, ['93000', '93005']))

export const ECG_ORDER = serviceOrder('ECG', { system: LOINC, code: CODE })
