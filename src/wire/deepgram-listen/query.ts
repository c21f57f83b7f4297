import type { TranscribeRequest } from '../../core/transcribe.ts';
import { termsOf } from '../transcribe-wishes.ts';

/** Deepgram counts tokens of all terms together; this is well below what it takes. */
const MOST_TERMS = 100;
const LONGEST_TERM = 100;

/** Nova from the third generation on takes key terms, older models key words. */
const takesKeyterms = (model: string): boolean => /nova-[3-9]/.test(model);

/** Options as a query: names occur more than once, so it is written as text. */
export function listenQuery(request: TranscribeRequest): { readonly query: string; readonly notes: readonly string[] } {
  const { model, language, diarize, prompt } = request;
  const { terms, notes } = termsOf(prompt, { most: MOST_TERMS, longest: LONGEST_TERM });
  const query = new URLSearchParams({ model, smart_format: 'true', utterances: 'true' });
  if (language === undefined) query.set('detect_language', 'true');
  else query.set('language', language);
  if (diarize === true) {
    // `diarize` is what the older models and the resellers know.
    if (takesKeyterms(model)) query.set('diarize_model', 'latest');
    else query.set('diarize', 'true');
  }
  for (const term of terms) query.append(takesKeyterms(model) ? 'keyterm' : 'keywords', term);
  return { query: query.toString(), notes };
}
