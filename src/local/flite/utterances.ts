/**
 * The first utterance is short, so that the first sound comes early. The others are as long as the program can take without
 * needing hundreds of megabytes for a word that it has to spell.
 */
const FIRST_LENGTH = 120;
const LENGTH = 300;
/** Longer ones are no words; the program's rules for the sound of letters grow without bound on them. */
const LONGEST_WORD = 60;

/** Ends that sound natural, best first: a sentence, a clause, a word. Each is searched from the back. */
const ENDS = [/^.*[.!?]["')\]]*(?= )/s, /^.*[,;:)](?= )/s, /^.*\S(?= )/s];

/** Cuts a line of text into what is spoken at once. Joined by spaces they are the text again, long words apart. */
export function utterancesOf(text: string): readonly string[] {
  const utterances: string[] = [];
  let rest = text.replaceAll(new RegExp(`\\S{${LONGEST_WORD}}(?=\\S)`, 'g'), '$& ');
  while (rest !== '') {
    const length = utterances.length === 0 ? FIRST_LENGTH : LENGTH;
    const end = rest.length <= length ? rest.length : endWithin(rest.slice(0, length + 1));
    utterances.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return utterances;
}

function endWithin(window: string): number {
  // An end in the first third would leave a stump.
  const least = window.length / 3;
  const found = ENDS.map((end) => end.exec(window)?.[0].length ?? 0).find((length) => length >= least);
  return found ?? window.length - 1;
}
