/** `provider/model`, or `provider` alone for its default model. Only the first slash splits. */
export type ModelRef = { readonly provider: string; readonly model: string | undefined };

export function parseModelRef(text: string): ModelRef {
  const slash = text.indexOf('/');
  if (slash === -1) return { provider: text, model: undefined };
  const model = text.slice(slash + 1);
  return { provider: text.slice(0, slash), model: model === '' ? undefined : model };
}

export const formatModelRef = (provider: string, model: string): string => `${provider}/${model}`;
