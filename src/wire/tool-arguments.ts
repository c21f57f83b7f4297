import { ProviderError } from '../core/errors.ts';
import { type Json, record } from './read.ts';

/** The JSON text of a call's arguments as the object that some wires want; nothing counts as none. Throws `invalid_input`. */
export function argumentsObject(text: string, name: string): Json {
  try {
    const object = record(text.trim() === '' ? {} : JSON.parse(text));
    if (object !== undefined) return object;
  } catch {
    // The error below says what is wrong.
  }
  throw new ProviderError('invalid_input', {
    message: `The arguments of the call to ${name} are not a JSON object.`,
    processed: false,
  });
}
