import { ProviderError } from '../core/errors.ts';

export type Cite = { readonly passage: number; readonly quote: string };
export type RawFinding = {
  readonly kind: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly cites: readonly Cite[];
};
export type Calculation = {
  readonly what: string;
  readonly expression: string;
  readonly result: string;
  readonly unit: string;
};
export type RawAnswer = {
  readonly answer: string;
  readonly findings: readonly RawFinding[];
  readonly calculations: readonly Calculation[];
};

/** A property of what a model wrote; the schema has said what it is, but not to the compiler. */
export const part = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
export const words = (value: unknown, key: string): string => {
  const found = part(value, key);
  return typeof found === 'string' ? found : '';
};
export const list = (value: unknown, key: string): readonly unknown[] => {
  const found = part(value, key);
  return Array.isArray(found) ? found : [];
};

/** What a model answered, valid by the schema, with findings of all kinds in one list. Throws for a refusal. */
export function readAnswer(object: unknown, provider: string): RawAnswer {
  if (typeof object !== 'object' || object === null) {
    throw new ProviderError('content_filter', { provider, message: 'The model refused to answer.' });
  }
  const kinds = part(object, 'findings');
  const findings = Object.keys(Object(kinds)).flatMap((kind) =>
    list(kinds, kind).map((finding): RawFinding => {
      const texts = Object.entries(Object(finding)).filter(([, value]) => typeof value === 'string' && value !== '');
      return {
        kind,
        properties: Object.fromEntries(texts.map(([name, value]) => [name, String(value)])),
        cites: list(finding, 'cites').map((cite) => ({
          passage: Number(part(cite, 'passage')),
          quote: words(cite, 'quote'),
        })),
      };
    }),
  );
  const calculations = list(object, 'calculations').map((step) => ({
    what: words(step, 'what'),
    expression: words(step, 'expression'),
    result: words(step, 'result'),
    unit: words(step, 'unit'),
  }));
  return { answer: words(object, 'answer'), findings, calculations };
}
