import { ProviderError } from '../../core/errors.ts';

/** `not_configured`, naming the variables that have to be set together. */
export function missingKey(
  provider: { readonly id: string; readonly name: string },
  variables: readonly string[],
): ProviderError {
  const names = variables.join(' and ');
  return new ProviderError('not_configured', {
    provider: provider.id,
    message: `${provider.name} needs a key: ${names} ${variables.length > 1 ? 'are' : 'is'} not set.`,
    hint: `Set ${names}, or run \`llmkit-mcp doctor\`.`,
    processed: false,
  });
}
