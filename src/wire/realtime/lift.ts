import type { Lifted } from '../../core/socket.ts';

const QUOTE = 0x22;
const SPACE = 0x20;
/** Sound of a millisecond or two is parsed as well as any word. */
const SHORTEST = 64;

/**
 * Takes base64 sound out of JSON messages: what is left of them is short, so that neither the search for keys nor the parser
 * goes over the sound, which is nearly all that comes. `field` holds it in messages whose other text `kind` matches; a text
 * that happens to be like both stays where it is, because quotes in a text are escaped.
 */
export function createLift(field: string, kind: RegExp): (message: Buffer) => Lifted | undefined {
  const key = Buffer.from(`"${field}":`);
  return (message) => {
    const at = message.indexOf(key);
    if (at === -1) return undefined;
    let start = at + key.length;
    while (message[start] === SPACE) start++;
    if (message[start] !== QUOTE) return undefined;
    start++;
    const end = message.indexOf(QUOTE, start);
    if (end - start < SHORTEST) return undefined;
    const text = message.toString('utf8', 0, start) + message.toString('utf8', end);
    if (!kind.test(text)) return undefined;
    const sound = Buffer.from(message.toString('latin1', start, end), 'base64');
    return sound.length === 0 ? undefined : { text, sound };
  };
}
