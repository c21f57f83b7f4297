import { Script } from 'node:vm';
import { ProviderError } from '../core/errors.ts';

export type Schema = Readonly<Record<string, unknown>>;

/** What is wrong with a value, or `undefined` when it is valid. */
export type Validate = (value: unknown) => string | undefined;

const MAX_CHARACTERS = 100_000;
const MAX_DEPTH = 32;
const MAX_PATTERN = 500;
const SHOWN_PROBLEMS = 5;
/** For checking one answer. A pattern or a uniqueness rule may need for ever, on a text that a stranger wrote. */
const CHECK_MS = 500;
/** The only way to stop a regular expression that backtracks: the engine looks at this clock inside it too. */
const withinTime = new Script('check()');

/** A validator of a caller's JSON Schema. Bounded, and nothing is fetched: a remote `$ref` is `invalid_input`. */
export async function compileSchema(schema: Schema): Promise<Validate> {
  refuseUnbounded(schema);
  const [{ Ajv2020 }, { default: formats }] = await Promise.all([import('ajv/dist/2020.js'), import('ajv-formats')]);
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, validateSchema: true });
  // The package is CommonJS, whose default export is the function itself or stands below `default`.
  const addFormats = 'default' in formats ? formats.default : formats;
  if (typeof addFormats === 'function') addFormats(ajv);
  const validate = (() => {
    try {
      const { $schema: _dialect, ...rest } = schema;
      return ajv.compile(rest);
    } catch (error) {
      const reason = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
      throw invalid(`\`schema\` is no usable JSON Schema: ${reason}`);
    }
  })();
  return (value) => {
    if (depthOf(value) > MAX_DEPTH) return 'it is nested too deeply';
    if (isValidInTime(() => validate(value))) return undefined;
    const problems = (validate.errors ?? []).map((error) => `${error.instancePath || 'the answer'} ${error.message}`);
    return problems.slice(0, SHOWN_PROBLEMS).join('; ');
  };
}

function isValidInTime(check: () => boolean): boolean {
  try {
    return withinTime.runInNewContext({ check }, { timeout: CHECK_MS }) === true;
  } catch (cause) {
    // Made in the script's own context, so it is no `Error` of ours.
    const code = typeof cause === 'object' && cause !== null && Reflect.get(cause, 'code');
    if (code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause;
    throw new ProviderError('invalid_input', {
      message: `The answer could not be checked against \`schema\` within ${CHECK_MS} ms.`,
      hint: 'Simplify its `pattern`s, or leave `uniqueItems` out.',
      cause,
    });
  }
}

function refuseUnbounded(schema: Schema): void {
  if (depthOf(schema) > MAX_DEPTH) throw invalid(`\`schema\` is nested more than ${MAX_DEPTH} levels deep.`);
  if (JSON.stringify(schema).length > MAX_CHARACTERS) {
    throw invalid(`\`schema\` is longer than ${MAX_CHARACTERS} characters.`);
  }
  visit(schema, (key, value) => {
    const isPattern = key === 'pattern' && typeof value === 'string';
    const patterns = isPattern ? [value] : key === 'patternProperties' ? Object.keys(Object(value)) : [];
    if (patterns.some(mayHang)) throw invalid('A `pattern` in `schema` could take for ever to match.');
    if (key === '$ref' && typeof value === 'string' && !value.startsWith('#')) {
      throw invalid('A `$ref` in `schema` must point into the schema itself.');
    }
  });
}

/**
 * A repeated group that itself repeats or chooses can backtrack without end on hostile text. This refuses a few
 * harmless patterns too; a model's answer seldom needs them.
 */
const mayHang = (pattern: string): boolean => pattern.length > MAX_PATTERN || hasNestedRepeat(pattern);

function hasNestedRepeat(pattern: string): boolean {
  const plain = pattern.replaceAll(/\\./g, 'x').replaceAll(/\[[^\]]*\]/g, 'x');
  const groups: boolean[] = [];
  for (let index = 0; index < plain.length; index++) {
    const rest = plain.slice(index);
    const isRepeat = /^(?:[+*]|\{\d*,\d*\})/.test(rest);
    if (rest.startsWith('(')) groups.push(false);
    else if (rest.startsWith(')')) {
      const isRisky = groups.pop() ?? false;
      if (isRisky && /^\)(?:[+*]|\{\d*,\d*\})/.test(rest)) return true;
      // What a group holds, the group around it holds too.
      if (isRisky && groups.length > 0) groups[groups.length - 1] = true;
    } else if ((isRepeat || rest.startsWith('|')) && groups.length > 0) groups[groups.length - 1] = true;
  }
  return false;
}

function visit(node: unknown, see: (key: string, value: unknown) => void): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    see(key, value);
    visit(value, see);
  }
}

function depthOf(node: unknown, depth = 0): number {
  if (typeof node !== 'object' || node === null || depth > MAX_DEPTH) return depth;
  return Object.values(node).reduce<number>((deepest, value) => Math.max(deepest, depthOf(value, depth + 1)), depth);
}

const invalid = (message: string): ProviderError => new ProviderError('invalid_input', { message });
