import { type InputRequests, inputRequired } from '@modelcontextprotocol/server';

// Smallest valid media: one pixel, and a WAV header without samples.
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=';
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';

export const PNG_BASE64 = PNG;
export const image = { type: 'image' as const, data: PNG, mimeType: 'image/png' };
export const audio = { type: 'audio' as const, data: WAV, mimeType: 'audio/wav' };
export const textPart = (text: string) => ({ type: 'text' as const, text });
export const text = (text: string) => ({ content: [textPart(text)] });
export const embedded = (uri: string) => ({
  type: 'resource' as const,
  resource: { uri, mimeType: 'text/plain', text: 'embedded' },
});

type FormSchema = Parameters<typeof inputRequired.elicit>[0]['requestedSchema'];

export const ask = (message: string, requestedSchema: FormSchema) => inputRequired.elicit({ message, requestedSchema });

export const field = (name: string): FormSchema => ({
  type: 'object',
  properties: { [name]: { type: 'string' } },
  required: [name],
});

export const confirmation: FormSchema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };

export const sample = (prompt = 'Say pong') =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: textPart(prompt) }], maxTokens: 50 });

export const require = (inputRequests: InputRequests) => inputRequired({ inputRequests });

/** Every primitive with a default (SEP-1034). */
export const DEFAULTS: FormSchema = {
  type: 'object',
  required: [],
  properties: {
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  },
};

const titled = (label: string) => [1, 2, 3].map((at) => ({ const: `value${at}`, title: `${label} ${at}` }));
const OPTIONS = ['option1', 'option2', 'option3'];

/** Every way to write an enum (SEP-1330). */
export const ENUMS: FormSchema = {
  type: 'object',
  required: [],
  properties: {
    untitledSingle: { type: 'string', enum: OPTIONS },
    titledSingle: { type: 'string', oneOf: titled('Option') },
    legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['One', 'Two', 'Three'] },
    untitledMulti: { type: 'array', items: { type: 'string', enum: OPTIONS } },
    titledMulti: { type: 'array', items: { anyOf: titled('Choice') } },
  },
};

/** Keywords of JSON Schema 2020-12 that must reach the client as they are. */
export const SCHEMA_2020_12 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object' as const,
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nothing awaits this object
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};
