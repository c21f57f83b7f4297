import type { AnthropicMessagesDialect } from './encode.ts';

/** Claude on Vertex AI: the model is a resource in the path, the version of the protocol a field. */
export const vertexClaude: AnthropicMessagesDialect = {
  // A version (`@20250929`) stays readable, as Google writes it.
  path: (model, stream) =>
    `/${encodeURIComponent(model).replaceAll('%40', '@')}:${stream ? 'streamRawPredict' : 'rawPredict'}`,
  fields: { anthropic_version: 'vertex-2023-10-16' },
  inPath: ['model'],
};

/** Claude through Bedrock's InvokeModel: the path says whether it streams, and the events come in AWS's frames. */
export const bedrockClaude: AnthropicMessagesDialect = {
  path: (model, stream) => `/model/${encodeURIComponent(model)}/${stream ? 'invoke-with-response-stream' : 'invoke'}`,
  fields: { anthropic_version: 'bedrock-2023-05-31' },
  inPath: ['model', 'stream'],
};
