/** Replaces what must not be seen in a text. */
export type Redactor = {
  /** By the exact values in use, in every spelling a server may echo them. */
  values(text: string): string;
  /** By value, then by the shapes that keys have. For error texts. */
  everything(text: string): string;
};

const MASK = '[redacted]';
/** Shorter values ("none") stand in ordinary words; replacing them would only garble. An answer suffers more than an error. */
const SHORTEST_IN_ERRORS = 7;
const SHORTEST_IN_ANSWERS = 12;

/** Shapes of keys and of headers that carry them. Each is linear: one class, one bounded repetition. */
const PATTERNS: readonly RegExp[] = [
  /\b(?:sk|pk|rk|gsk|xai|hf|r8|pplx|nvapi|tgp|csk|fw|jina|pa|ghp|gho|glpat|tvly|fc|dop)[-_][A-Za-z0-9_\-.]{12,512}/g,
  /\bAIza[A-Za-z0-9_-]{20,128}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\beyJ[A-Za-z0-9_-]{10,4096}\.[A-Za-z0-9_-]{4,4096}(?:\.[A-Za-z0-9_-]{1,4096})?/g,
];
const CREDENTIAL_HEADERS =
  /\b(authorization|x-api-key|api-key|x-goog-api-key)(["']?\s{0,4}[:=]\s{0,4}["']?)(?:(?:bearer|basic|token)\s{1,4})?[^\s"',;&]{4,4096}/gi;
const BEARER = /\b(bearer|basic)\s{1,4}[A-Za-z0-9_\-.~+/=]{8,4096}/gi;
const QUERY_KEY = /([?&](?:key|api_key|apikey|token|access_token)=)[^\s&"'#]{4,4096}/gi;

const spellings = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('base64url'),
  JSON.stringify(secret).slice(1, -1),
];

/** A redactor for the secrets of one endpoint. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const inAnswers = spellingsOf(secrets.filter((secret) => secret.length >= SHORTEST_IN_ANSWERS));
  const inErrors = spellingsOf(secrets.filter((secret) => secret.length >= SHORTEST_IN_ERRORS));
  return {
    values: (text) => without(text, inAnswers),
    everything: (text) => redactPatterns(without(text, inErrors)),
  };
}

/** The longest first, so that no spelling is left half replaced. */
const spellingsOf = (secrets: readonly string[]): readonly string[] =>
  [...new Set(secrets.flatMap(spellings))].sort((left, right) => right.length - left.length);

const without = (text: string, values: readonly string[]): string => {
  let clean = text;
  for (const value of values) if (clean.includes(value)) clean = clean.replaceAll(value, MASK);
  return clean;
};

/** Replaces everything that has the shape of a key, whoever's it is. */
export function redactPatterns(text: string): string {
  let clean = text
    .replace(CREDENTIAL_HEADERS, `$1$2${MASK}`)
    .replace(BEARER, `$1 ${MASK}`)
    .replace(QUERY_KEY, `$1${MASK}`);
  for (const pattern of PATTERNS) clean = clean.replace(pattern, MASK);
  return clean;
}
