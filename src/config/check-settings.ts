import { ProviderError } from '../core/errors.ts';
import { didYouMean } from '../core/nearest.ts';
import { providerSettings, type Settings, settingsSchema } from './settings-schema.ts';

/** The values as settings, or `invalid_input` naming the first wrong one, where it stands and the nearest known name. */
export function checkSettings(
  values: Readonly<Record<string, unknown>>,
  origin: string | Readonly<Record<string, string>>,
): Settings {
  const parsed = settingsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = Object.keys(path === '' ? settingsSchema.shape : providerSettings.shape);
    throw new ProviderError('invalid_input', {
      message: `Unknown setting ${path === '' ? key : `${path}.${key}`}.${didYouMean(key, known)}`,
    });
  }
  const place = typeof origin === 'string' ? origin : origin[String(issue?.path[0])];
  throw new ProviderError('invalid_input', {
    message: `The setting ${path} (${place}) is not valid: ${issue?.message}`,
  });
}
