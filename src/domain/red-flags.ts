import type { Finding } from '../core/domain.ts';

type Flag = { readonly sign: string; readonly may: string; readonly all: readonly RegExp[] };

/** Signs that cannot wait for a model's opinion. All patterns of a flag must be met. */
const FLAGS: readonly Flag[] = [
  {
    sign: 'chest pain with signs of a heart attack',
    may: 'acute coronary syndrome',
    all: [
      /\bchest (?:pain|pressure|tightness)\b/iu,
      /\b(?:sweat|arm|jaw|breath|nausea|faint|collapse|crushing|radiat)/iu,
    ],
  },
  {
    sign: 'sudden weakness, facial droop or loss of speech',
    may: 'stroke',
    all: [
      /\b(?:fac(?:e|ial) droop|slurred speech|one-sided weakness|hemiparesis|hemiplegia|aphasia|(?:arm|leg|side)[^.]{0,30}\b(?:weak|numb)|sudden[^.]{0,30}(?:weak|numb|speech|vision loss))/iu,
    ],
  },
  {
    sign: 'thunderclap or worst-ever headache',
    may: 'subarachnoid haemorrhage',
    all: [/\b(?:thunderclap|worst (?:ever )?headache|worst headache)/iu],
  },
  {
    sign: 'headache or fever with a stiff neck',
    may: 'meningitis',
    all: [/\b(?:stiff neck|neck stiffness|nuchal rigidity)\b/iu, /\b(?:fever|headache|rash)\b/iu],
  },
  {
    sign: 'trouble breathing or swelling of throat or tongue',
    may: 'anaphylaxis or a closing airway',
    all: [
      /\b(?:(?:throat|tongue|lip)s?[^.]{0,20}swell|swell\w*[^.]{0,20}(?:throat|tongue|lips?)|cannot breathe|can['’]t breathe|anaphyla|stridor)/iu,
    ],
  },
  {
    sign: 'thoughts of suicide or self-harm',
    may: 'danger to life',
    all: [/\b(?:suicid|kill (?:myself|himself|herself|themselves)|self-harm|end (?:my|his|her) life)/iu],
  },
  {
    sign: 'a seizure that does not end, or a first one',
    may: 'status epilepticus or a new lesion',
    all: [/\b(?:status epilepticus|first seizure|seizure[^.]{0,40}(?:minutes|not stop|prolonged))/iu],
  },
  {
    sign: 'fever while the immune system is down',
    may: 'neutropenic sepsis',
    all: [/\bfever|\b3[89](?:\.\d)?\s?°?C\b/iu, /\b(?:chemotherapy|neutropeni|transplant|immunosuppress)/iu],
  },
  {
    sign: 'new back pain with weak legs or lost bladder control',
    may: 'compression of the spinal cord or cauda equina',
    all: [/\bback pain\b/iu, /\b(?:incontinen|retention|saddle|leg weakness|weak legs|numb)/iu],
  },
  {
    sign: 'blistering or peeling skin with fever or sore mouth',
    may: 'Stevens-Johnson syndrome',
    all: [/\b(?:blister|peeling|skin (?:loss|detach))/iu, /\b(?:fever|mouth|mucos|eyes?|new (?:drug|medicine))/iu],
  },
  { sign: 'an overdose', may: 'poisoning', all: [/\b(?:overdos|took too many|poisoned|swallowed)\b/iu] },
  {
    sign: 'heavy bleeding',
    may: 'shock',
    all: [/\b(?:vomit\w* blood|coughing up blood|heavy bleeding|black stool|tarry stool)/iu],
  },
];
const NEGATED = /\b(?:no|not|without|denies|denied|never|absence of)\s+(?:\w+\s+){0,3}$/iu;
const ACTION =
  'Call the local emergency number now (112 in Europe and India, 911 in North America, 999 in the UK, 120 in China).';

/** Emergency signs in what the caller wrote, as findings that stand whatever the model says. */
export function emergenciesIn(text: string): readonly Finding[] {
  return FLAGS.filter(({ all }) => all.every((pattern) => isPresent(text, pattern))).map(({ sign, may }) => ({
    kind: 'emergency',
    statement: `${sign[0]?.toUpperCase()}${sign.slice(1)}: this may be ${may}.`,
    action: ACTION,
    citations: [],
  }));
}

/** Mentioned at least once without a "no" before it. */
function isPresent(text: string, pattern: RegExp): boolean {
  const all = new RegExp(pattern.source, `${pattern.flags}g`);
  return [...text.slice(0, 50_000).matchAll(all)].some(
    ({ index }) => !NEGATED.test(text.slice(Math.max(0, index - 40), index)),
  );
}
