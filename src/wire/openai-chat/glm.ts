import { byModel, thinkingType } from './spellings.ts';

// The reasoning of earlier turns comes back with the raw message, so the server is told to keep it.
const more = { clear_thinking: false };

/** GLM: a switch, with two levels beside it from 5.2 on. */
export const glmReasoning = byModel(
  [[/glm-(5\.[2-9]|[6-9])/, thinkingType({ efforts: ['high', 'max'], more })]],
  thinkingType({ more }),
);

/** What https://docs.z.ai/api-reference/api-code numbers: keys, credit, rates, refused content. */
export const GLM_ERRORS: Readonly<Record<string, string>> = {
  1000: 'authentication_error',
  1001: 'authentication_error',
  1002: 'authentication_error',
  1003: 'authentication_error',
  1113: 'insufficient_balance',
  1211: 'model_not_found',
  1301: 'content_filter',
  1302: 'rate_limit_error',
  1303: 'rate_limit_error',
  1305: 'rate_limit_error',
};
