import type { SensitiveKind, SensitiveRules } from '../core/config.ts';
import type { Media } from '../core/content.ts';
import type { Planned } from './planned.ts';

type Detector = (text: string) => boolean;

/** Lengths are bounded, so that a text that almost holds one is read in linear time. */
const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/u;
/** Groups of digits with an area or country before them, or at least three groups; a bare row of digits is no telephone number. */
const PHONE =
  /(?<![\p{L}\p{N}])(?:\+\d{8,15}|(?:\+\d{1,3}[\s.-]?)?\(\d{1,4}\)[\s.-]?\d{2,4}(?:[\s.-]?\d{2,4}){1,3}|(?:\+\d{1,3}[\s.-]?)?\d{2,4}(?:[\s.-]\d{2,4}){2,4})(?!\p{N})/gu;
const CARD = /(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)/g;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b/g;
/** Areas 000, 666 and 900–999 were never given out. */
const SSN = /(?<!\d)(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?!\d)/;
const API_KEY =
  /\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bAIza[\w-]{35}\b|\bxox[abprs]-[\w-]{10,}|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/;
const IP_ADDRESS = /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])/;

const DETECTORS: Readonly<Record<SensitiveKind, Detector>> = {
  email: (text) => EMAIL.test(text),
  phone: (text) => (text.match(PHONE) ?? []).some(isPhone),
  card: (text) => (text.match(CARD) ?? []).some((digits) => isLuhn(digits.replaceAll(/\D/g, ''))),
  iban: (text) => (text.toUpperCase().match(IBAN) ?? []).some((account) => isIban(account.replaceAll(' ', ''))),
  ssn: (text) => SSN.test(text),
  api_key: (text) => API_KEY.test(text),
  ip_address: (text) => IP_ADDRESS.test(text),
};

const NAMES: Readonly<Record<SensitiveKind, string>> = {
  email: 'an e-mail address',
  phone: 'a telephone number',
  card: 'a card number',
  iban: 'a bank account',
  ssn: 'a social security number',
  api_key: 'a key or private key',
  ip_address: 'an IP address',
};

/** Dates are groups of digits as well. */
function isPhone(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '');
  const isDate = /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})$/.test(text.trim());
  return !isDate && digits.length >= 8 && digits.length <= 15;
}

/** The check digit of card numbers (ISO/IEC 7812-1). */
function isLuhn(digits: string): boolean {
  const sum = [...digits].toReversed().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0 && !/^(\d)\1+$/.test(digits);
}

/** The check digits of account numbers (ISO 13616): the rearranged number leaves 1 when divided by 97. */
function isIban(account: string): boolean {
  if (account.length < 15 || account.length > 34) return false;
  const digits = [...`${account.slice(4)}${account.slice(0, 4)}`].map((sign) => Number.parseInt(sign, 36)).join('');
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}

/** What of it a request holds, in words that do not repeat it. Empty when nothing. */
export type FindSensitive = (any: Planned) => readonly string[];

/** Looks for what the operator's rules name in the texts of a request. Pictures, sound and files are not read. */
export function createSensitive({ kinds, words, patterns }: SensitiveRules): FindSensitive {
  const detectors: readonly (readonly [string, Detector])[] = [
    ...kinds.map((kind) => [NAMES[kind], DETECTORS[kind]] as const),
    ...(words.length === 0 ? [] : [['a word that stays here', wordDetector(words)] as const]),
    ...patterns.map((pattern) => ['text that stays here', patternDetector(pattern)] as const),
  ];
  return (any) => {
    const texts = textsOf(any);
    return [...new Set(detectors.flatMap(([name, found]) => (texts.some(found) ? [name] : [])))];
  };
}

function wordDetector(words: readonly string[]): Detector {
  const escaped = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return patternDetector(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`);
}

function patternDetector(pattern: string): Detector {
  const expression = new RegExp(pattern, 'iu');
  return (text) => expression.test(text);
}

/** A document that is text can be read like any other; what is packed in a file format is not. */
function documentTexts({ bytes, mimeType }: Media): readonly string[] {
  return /^text\/|[/+](?:json|xml)$/.test(mimeType) ? [new TextDecoder().decode(bytes)] : [];
}

/** Every text of a request that a provider would see. */
function textsOf(any: Planned): readonly string[] {
  switch (any.capability) {
    case 'chat':
      return any.request.messages.flatMap((message) => [
        ...message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
        ...(message.role === 'assistant' ? (message.toolCalls ?? []).map((call) => call.arguments) : []),
      ]);
    case 'embed':
      return any.request.texts;
    case 'rerank':
      return [any.request.query, ...any.request.passages];
    case 'search':
      return [any.request.query];
    case 'speak':
      return [any.request.text];
    case 'transcribe':
      return any.request.prompt === undefined ? [] : [any.request.prompt];
    case 'voice':
      return any.request.instructions === undefined ? [] : [any.request.instructions];
    case 'image':
    case 'video':
      return [any.request.prompt];
    case 'parse':
      return documentTexts(any.request.document);
  }
}
