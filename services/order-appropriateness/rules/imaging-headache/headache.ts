import { anyOf, codeGroup, codes, ICD10CM } from '#cds'

// Migraine without that of infarction (G43.6), and tension-type headache.
const icd = codes(
  ICD10CM,
  `G43.001 G43.009 G43.011 G43.019 G43.101 G43.109 G43.111 G43.119 G43.701 G43.709 G43.711 G43.719
   G43.901 G43.909 G43.911 G43.919 G44.201 G44.209 G44.211 G44.219 G44.221 G44.229`.split(/\s+/),
)

/** Headache as orders name it. */
export const headache = {
  set: anyOf(codeGroup('headache'), icd),
  words: /head ?ache|migraine|cephalgia|\bHA\b/i,
}
