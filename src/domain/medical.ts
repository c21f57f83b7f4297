import type { Specialty } from '../core/domain.ts';
import type { Choice, Field, Form } from './field.ts';

const differential = (more: Form): Readonly<Record<string, Form>> => ({
  differential: {
    statement: 'the condition, and what speaks for it',
    likelihood: 'likely, possible or unlikely',
    against: 'what speaks against it',
    next: 'the test or step that decides',
    ...more,
  },
});

const specialties: Readonly<Record<Specialty, Choice>> = {
  general_medicine: {
    terms: 'guideline history examination differential management primary care',
    instruction: 'Think widely: common conditions first, dangerous ones never left out.',
    findings: differential({}),
  },
  oncology: {
    terms: 'cancer tumour stage TNM biopsy chemotherapy survival response trial',
    instruction:
      'Name histology, stage (TNM and its edition), performance status and intent of treatment; give end points as effect sizes with intervals.',
    findings: differential({ stage: 'or what is needed to stage it' }),
  },
  cardiology: {
    terms: 'heart ECG troponin blood pressure ejection fraction arrhythmia risk score',
    instruction:
      'Read ECG, markers and haemodynamics together; compute the risk score that applies and show its items.',
    findings: differential({ risk_score: 'by name with its items, or none' }),
  },
  neurology: {
    terms: 'stroke seizure deficit localisation MRI CT onset cognition',
    instruction:
      'Localise the lesion before naming its cause, and state the time since onset and what it still allows.',
    findings: differential({ localisation: 'where the lesion is' }),
  },
  dermatology: {
    terms: 'skin lesion rash morphology distribution biopsy melanoma dermoscopy',
    instruction:
      'Describe morphology, distribution and change first (ABCDE for pigmented lesions), and allow for the colour of the skin.',
    findings: differential({ morphology: 'of the lesion' }),
  },
};

export const medical: Field = {
  role: 'You help a reader with a medical question. You diagnose nobody: you weigh what may be, name what must not be missed, and say who has to look at it.',
  axes: [{ name: 'specialty', fallback: 'general_medicine', choices: specialties, filterKey: 'specialty' }],
  models: [/med-?gemma/iu, /palmyra-med/iu, /\b(?:meditron|med42|openbiollm|biomistral)/iu, /\bmedicine-chat\b/iu],
  findings: {
    evidence: {
      statement: 'what is known',
      level: 'meta-analysis, randomised trial, observational, guideline, expert opinion or unknown',
    },
    red_flag: { statement: 'the sign, and what it may mean', action: 'what to do at once' },
    contraindication: { statement: 'the drug or measure, and why not here' },
    question: { statement: 'what to ask the patient or to examine' },
  },
  open: ['question', 'red_flag'],
  calculates: true,
  details: 'age, sex, weight, pregnancy, renal and hepatic function, drugs, audience (patient or clinician)',
  checks: ['emergency'],
  disclaimer:
    'This is information and no diagnosis, made by no medical device. A clinician has to see the patient; in an emergency call the local emergency number.',
};
