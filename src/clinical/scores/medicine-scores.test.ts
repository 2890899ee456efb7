import { testScore } from '../../testing.ts'
import { betaLactamSideChain } from './beta-lactam-side-chain.ts'
import { ddiOnc } from './ddi-onc.ts'
import { metforminRenal } from './metformin-renal.ts'

testScore(metforminRenal, {
  values: {
    '29.99': {
      inputs: { egfr: 29.99, existing: false },
      expect: { action: 'contraindicated' },
    },
    '30, taking it': {
      inputs: { egfr: 30, existing: true },
      expect: { action: 'assess-benefit-risk' },
    },
    '44.99, taking it': {
      inputs: { egfr: 44.99, existing: 1 },
      expect: { action: 'assess-benefit-risk' },
    },
    '44.99, new': {
      inputs: { egfr: 44.99, existing: 0 },
      expect: { action: 'initiation-not-recommended' },
    },
    '45, taking it': { inputs: { egfr: 45, existing: true }, expect: { action: 'none' } },
  },
  notCalculable: {
    'eGFR 0': { inputs: { egfr: 0, existing: true }, expect: ['egfr-out-of-range'] },
    'not known whether it is taken': { inputs: { egfr: 40 }, expect: ['existing-missing'] },
  },
})

testScore(ddiOnc, {
  values: {
    'names in any case, either way round': {
      inputs: { drugA: ' Phenelzine ', drugB: 'SERTRALINE' },
      expect: { oncRow: 8, contraindicated: true, severity: 'critical' },
    },
    'a pair whose dose the labels limit': {
      inputs: { drugA: 'simvastatin', drugB: 'amiodarone' },
      expect: {
        oncRow: 25,
        severity: 'warning',
        management: 'Maximum simvastatin 20 mg/day.',
      },
    },
    'no pair': {
      inputs: { drugA: 'amlodipine', drugB: 'metformin' },
      expect: { oncRow: null, contraindicated: false, severity: undefined },
    },
  },
  notCalculable: {
    'names nobody knows are not "no interaction"': {
      inputs: { drugA: 'sertralin', drugB: '' },
      expect: ['drugA-unknown', 'drugB-unknown'],
    },
  },
})

testScore(betaLactamSideChain, {
  values: {
    'similar side chains': {
      inputs: { allergyTo: 'Amoxicillin', ordered: 'cephalexin' },
      expect: { relation: 'similar-R1' },
    },
    'a carbapenem': {
      inputs: { allergyTo: 'penicillin G', ordered: 'meropenem' },
      expect: { relation: 'none' },
    },
  },
  notCalculable: {
    'a name nobody knows is not "none"': {
      inputs: { allergyTo: 'pcn', ordered: 'cefazolin' },
      expect: ['allergyTo-unknown'],
    },
    'two that no table compares are not "none"': {
      inputs: { allergyTo: 'piperacillin', ordered: 'cefoperazone' },
      expect: ['relation-unknown'],
    },
  },
})
