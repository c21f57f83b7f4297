import type { ChatRequest } from '../../core/chat.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { type Encoded, encodeRequest as encodeChat } from '../openai-chat/encode.ts';
import { defined, type Json } from '../read.ts';
import { watsonxReasoning } from './reasoning.ts';

/** A model called `deployment/<id>` is a deployment: it knows its model and its space itself. */
const DEPLOYMENT = /^deployment\/(.+)$/;

export type Place = { readonly base: string; readonly fields: Json };

/** Where a model is asked, and the fields that say which one for whom. Throws `not_configured` without a project or space. */
export function placeOf(model: string, { provider, setting }: Pick<Endpoint, 'provider' | 'setting'>): Place {
  const deployment = DEPLOYMENT.exec(model)?.[1];
  if (deployment !== undefined) return { base: `/ml/v1/deployments/${encodeURIComponent(deployment)}`, fields: {} };
  const [project, space] = [setting('projectId'), setting('spaceId')];
  if (project === undefined && space === undefined) {
    throw new ProviderError('not_configured', {
      provider,
      message: `${provider} needs the id of a project or of a deployment space.`,
      hint: 'Set WATSONX_PROJECT_ID or WATSONX_SPACE_ID.',
      processed: false,
    });
  }
  const owner = project === undefined ? { space_id: space } : { project_id: project };
  return { base: '/ml/v1', fields: { model_id: model, ...owner } };
}

/** A neutral request as the body of `POST /ml/v1/text/chat`: OpenAI's, with its own names for model and tool choice. */
export function encodeRequest(request: ChatRequest, provider: string, place: Place): Encoded {
  const { body, notes } = encodeChat(request, {
    provider,
    stream: false,
    dialect: { tokenLimit: () => 'max_completion_tokens', reasoning: watsonxReasoning },
  });
  const { model: _model, tool_choice: choice, ...rest } = body;
  const isOption = typeof choice === 'string';
  return {
    body: defined({
      ...place.fields,
      ...rest,
      tool_choice_option: isOption ? choice : undefined,
      tool_choice: isOption ? undefined : choice,
    }),
    notes,
  };
}
