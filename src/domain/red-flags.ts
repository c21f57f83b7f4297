import type { Finding } from '../core/domain.ts';

type Flag = { readonly sign: string; readonly may: string; readonly all: readonly RegExp[] };

/** Signs that cannot wait for a model's opinion. All patterns of a flag must be met. */
const FLAGS: readonly Flag[] = [
  {
    sign: 'chest pain with signs of a heart attack',
    may: 'acute coronary syndrome',
    all: [
      /\bchest\b[^.]{0,30}\b(?:pains?|pressure|tight\w*|hurt\w*|ach(?:es?|ing)|squeez\w*|crush\w*|heav\w*|burn\w*|discomfort)\b|\b(?:pains?|pressure|tight\w*|hurt\w*|ach(?:es?|ing)|squeez\w*|crush\w*|discomfort)\b[^.]{0,30}\bchest\b/iu,
      /\b(?:sweat|clammy|arm|jaw|shoulder|breath|nause|vomit|faint|dizz|collaps|crush|squeez|radiat|spread)/iu,
    ],
  },
  {
    sign: 'no breathing, no pulse or no waking',
    may: 'cardiac arrest or coma',
    all: [
      /\b(?:not breathing|stopped breathing|isn['’]t breathing|no pulse|unconscious|unresponsive|not responding|(?:cannot|can['’]t|won['’]t|could not|couldn['’]t) (?:wake|be woken|be roused)|turn(?:s|ed|ing) blue|blue lips|lips[^.]{0,15}\bblue)/iu,
    ],
  },
  {
    sign: 'sudden weakness, facial droop or loss of speech',
    may: 'stroke',
    all: [
      /\b(?:(?:face|facial|mouth|smile|eyelid)\b[^.]{0,25}\b(?:droop\w*|sagg\w*|lopsided|paraly\w*)|droop\w*[^.]{0,15}\b(?:face|mouth)|slur\w*[^.]{0,15}(?:speech|words|speak\w*)|(?:speech|words|speaking)[^.]{0,15}slur\w*|one-sided weakness|hemiparesis|hemiplegia|aphasia|(?:arm|leg|side)[^.]{0,30}\b(?:weak|numb|paraly)|(?:weak|numb|paraly)\w*[^.]{0,30}\b(?:one|left|right) (?:side|arm|leg)|sudden[^.]{0,30}(?:weak|numb|speech|confus|vision|sight|blind)|(?:cannot|can['’]t|unable to|could not|couldn['’]t) (?:speak|talk|lift (?:his|her|my|the|one) (?:left |right )?arm|move (?:his|her|my|the|one) (?:left |right )?(?:arm|leg|side)))/iu,
    ],
  },
  {
    sign: 'thunderclap or worst-ever headache',
    may: 'subarachnoid haemorrhage',
    all: [
      /\b(?:thunderclap|worst (?:ever )?headache|headache[^.]{0,20}(?:worst|of (?:my|his|her) life)|sudden\w*[^.]{0,20}(?:severe|terrible|violent) headache)/iu,
    ],
  },
  {
    sign: 'headache or fever with a stiff neck',
    may: 'meningitis',
    all: [
      /\b(?:stiff neck|neck[^.]{0,15}stiff\w*|nuchal rigidity|cannot bend[^.]{0,10}neck)\b/iu,
      /\b(?:fever|headache|rash|temperature)\b/iu,
    ],
  },
  {
    sign: 'trouble breathing or swelling of throat or tongue',
    may: 'anaphylaxis or a closing airway',
    all: [
      /\b(?:(?:throat|tongue|lip|face)s?[^.]{0,20}(?:swell|swoll|clos)|(?:swell|swoll)\w*[^.]{0,20}(?:throat|tongue|lips?|face)|(?:cannot|can['’]t|barely|hardly|struggl\w*(?: to)?|gasp\w*(?: for)?) breath\w*|(?:trouble|difficult\w*|hard to)[^.]{0,10}breath\w*|breath\w*[^.]{0,15}difficult|gasping|choking|anaphyla|stridor)/iu,
    ],
  },
  {
    sign: 'thoughts of suicide or self-harm',
    may: 'danger to life',
    all: [
      /\b(?:suicid|(?:kill|hurt|harm|cut)(?:ing)? (?:myself|himself|herself|themselves|themself)|self[- ]harm|(?:end|ending|take|taking) (?:my|his|her|their) (?:own )?life|end(?:ing)? it all|wants? to die|wish(?:es)? (?:I|he|she) (?:was|were) dead|better off dead|no reason to live)/iu,
    ],
  },
  {
    sign: 'a seizure that does not end, or a first one',
    may: 'status epilepticus or a new lesion',
    all: [
      /\b(?:status epilepticus|first (?:seizure|fit)|(?:seizure|seizing|convuls\w*|fitting)[^.]{0,40}(?:minutes|hour|not stop|won['’]t stop|prolonged|first time)|(?:minutes|hour)[^.]{0,20}(?:seizure|seizing|convuls\w*))/iu,
    ],
  },
  {
    sign: 'fever while the immune system is down',
    may: 'neutropenic sepsis',
    all: [
      /\bfever|\b(?:3[89]|4[01])(?:[.,]\d)?\s?°?\s?C\b|\b10[1-5](?:\.\d)?\s?°?\s?F\b/iu,
      /\b(?:chemo|neutropeni|transplant|immunosuppress)/iu,
    ],
  },
  {
    sign: 'fever in a baby of the first three months',
    may: 'sepsis of the newborn',
    all: [
      /\bfever|\b(?:3[89]|4[01])(?:[.,]\d)?\s?°?\s?C\b|\b10[1-5](?:\.\d)?\s?°?\s?F\b/iu,
      /\b(?:newborn|neonate|(?:[1-9]|1[0-2]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[- ](?:day|week)s?[- ]old|(?:[1-9]|[12]\d)[- ]days?[- ]old|(?:[12]|one|two)[- ]months?[- ]old)\b/iu,
    ],
  },
  {
    sign: 'new back pain with weak legs or lost bladder control',
    may: 'compression of the spinal cord or cauda equina',
    all: [
      /\bback\b[^.]{0,15}\b(?:pains?|hurt\w*|ache\w*)\b|\b(?:pains?|ache)\b[^.]{0,15}\bback\b/iu,
      /\b(?:incontinen|retention|saddle|leg weakness|weak legs?|legs?[^.]{0,15}weak|numb|(?:bladder|bowels?)[^.]{0,20}(?:control|lost)|(?:cannot|can['’]t) (?:pee|urinate|pass urine|feel my legs))/iu,
    ],
  },
  {
    sign: 'sudden tearing pain of chest, back or belly',
    may: 'aortic dissection or rupture',
    all: [
      /\b(?:tearing|ripping)\b[^.]{0,30}\b(?:pain|chest|back|belly|abdomen)|\b(?:pain)\b[^.]{0,30}\b(?:tearing|ripping)\b/iu,
    ],
  },
  {
    sign: 'bleeding or a violent headache in pregnancy',
    may: 'ectopic pregnancy, placental abruption or pre-eclampsia',
    all: [
      /\b(?:pregnan\w*|weeks along|trimester|gestation)\b/iu,
      /\b(?:(?:heavy|vaginal|heavily)[^.]{0,15}bleed\w*|bleed\w*[^.]{0,15}heav\w*|severe[^.]{0,20}(?:abdominal|belly|headache)|(?:blurred|flashing|spots)[^.]{0,15}(?:vision|lights|eyes))/iu,
    ],
  },
  {
    sign: 'blistering or peeling skin with fever or sore mouth',
    may: 'Stevens-Johnson syndrome',
    all: [
      /\b(?:blister|peeling|skin (?:loss|detach|is coming off))/iu,
      /\b(?:fever|mouth|mucos|eyes?|new (?:drug|medicine|medication|tablet))/iu,
    ],
  },
  {
    sign: 'an overdose or a swallowed poison',
    may: 'poisoning',
    all: [
      /\b(?:overdos|(?:took|taken|swallowed|ate|drank)[^.]{0,15}too (?:many|much)|poisoned|(?:took|taken|swallowed)[^.]{0,20}\b(?:[2-9]\d|\d{3}|twenty|thirty|forty|fifty|all (?:of )?(?:the|my|his|her)|(?:a |the )?whole (?:bottle|pack|packet|box|strip))\b[^.]{0,20}\b(?:pills?|tablets?|capsules?|paracetamol|acetaminophen|tylenol|aspirin|ibuprofen|bottle|pack\w*)|(?:drank|swallowed|drunk)[^.]{0,20}\b(?:bleach|antifreeze|detergent|pesticide|batter(?:y|ies)|drain cleaner)|swallowed)\b/iu,
    ],
  },
  {
    sign: 'heavy bleeding',
    may: 'shock',
    all: [
      /\b(?:(?:vomit\w*|throw\w* up|thrown up|spit\w*|cough\w*(?: up)?)[^.]{0,10} blood|blood in (?:my|his|her|the) vomit|heavy bleeding|bleeding heavily|(?:bleed\w*)[^.]{0,25}(?:not|won['’]t|doesn['’]t) stop|black stools?|tarry stools?|gunshot|stab(?:bed| wound))/iu,
    ],
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
