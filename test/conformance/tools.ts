import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type RequestStateCodec,
  type ServerContext,
  type ServerNotifier,
} from '@modelcontextprotocol/server';
import { createProgressReporter } from '../../src/server/progress.ts';
import { progressSender } from '../../src/server/request-context.ts';
import {
  ask,
  audio,
  confirmation,
  DEFAULTS,
  ENUMS,
  embedded,
  field,
  image,
  require,
  SCHEMA_2020_12,
  sample,
  text,
  textPart,
} from './content.ts';

type Answer = CallToolResult | InputRequiredResult;
type Handler = (input: Record<string, unknown>, context: ServerContext) => Promise<Answer> | Answer;

/** A fixture tool that the conformance suite calls by name. */
export type FixtureTool = {
  readonly schema: { readonly type: 'object'; readonly [key: string]: unknown };
  readonly run: Handler;
};

export type FixtureHost = { readonly seal: RequestStateCodec; readonly notify: () => ServerNotifier };

const none = { type: 'object' as const, properties: {} };
const takes = (name: string) => ({
  type: 'object' as const,
  properties: { [name]: { type: 'string' } },
  required: [name],
});
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const simple = (run: Handler): FixtureTool => ({ schema: none, run });

/** Asks once with the given requests, then answers with what came back. */
const round = (requests: Parameters<typeof require>[0]): FixtureTool =>
  simple((_input, { mcpReq }) =>
    mcpReq.inputResponses === undefined ? require(requests) : text(JSON.stringify(mcpReq.inputResponses)),
  );

/** Both eras: asks for one thing, and says what the client answered. */
const question = (
  argument: string,
  request: (input: string) => Parameters<typeof require>[0][string],
  label: string,
): FixtureTool => ({
  schema: takes(argument),
  run: (input, { mcpReq }) => {
    const response = inputResponse(mcpReq.inputResponses, 'q');
    if (response.kind === 'missing') return require({ q: request(String(input[argument])) });
    return text(`${label}: ${JSON.stringify(response)}`);
  },
});

export const contentTools: Readonly<Record<string, FixtureTool>> = {
  test_simple_text: simple(() => text('This is a simple text response for testing.')),
  test_image_content: simple(() => ({ content: [image] })),
  test_audio_content: simple(() => ({ content: [audio] })),
  test_embedded_resource: simple(() => ({ content: [embedded('test://embedded-resource')] })),
  test_multiple_content_types: simple(() => ({
    content: [textPart('mixed'), image, embedded('test://mixed-content-resource')],
  })),
  test_tool_with_logging: simple(async (_input, { mcpReq }) => {
    for (const stage of ['started', 'processing', 'done']) {
      await mcpReq.log('info', stage);
      await pause(50);
    }
    return text('logged');
  }),
  test_tool_with_progress: simple(async (_input, context) => {
    const send = progressSender(context);
    const reporter = send === undefined ? undefined : createProgressReporter({ send });
    for (const progress of [0, 50, 100]) {
      reporter?.report({ message: `${progress} of 100`, progress, total: 100 });
      await pause(60);
    }
    await reporter?.finish();
    return text('progressed');
  }),
  test_error_handling: simple(() => ({
    ...text('This tool intentionally returns an error for testing'),
    isError: true,
  })),
  test_sampling: question('prompt', (prompt) => sample(prompt), 'LLM response'),
  test_elicitation: question('message', (message) => ask(message, field('response')), 'User response'),
  test_elicitation_sep1034_defaults: round({ q: ask('defaults', DEFAULTS) }),
  test_elicitation_sep1330_enums: round({ q: ask('enums', ENUMS) }),
  test_reconnection: simple(async (_input, { http }) => {
    http?.closeSSE?.();
    await pause(100);
    return text('reconnected');
  }),
  json_schema_2020_12_tool: { schema: SCHEMA_2020_12, run: (input) => text(JSON.stringify(input)) },
  test_missing_capability: round({ q: sample() }),
  test_streaming_elicitation: simple(() => text('no independent requests')),
  test_logging_tool: simple(async (_input, { mcpReq }) => {
    await mcpReq.log('info', 'only with logLevel');
    return text('ok');
  }),
};

export const changeTools = ({ notify }: FixtureHost): Readonly<Record<string, FixtureTool>> => ({
  test_trigger_tool_change: simple(() => {
    notify().toolsChanged();
    return text('ok');
  }),
  test_trigger_prompt_change: simple(() => {
    notify().promptsChanged();
    return text('ok');
  }),
});

export const inputRequiredTools = ({ seal }: FixtureHost): Readonly<Record<string, FixtureTool>> => ({
  test_input_required_result_elicitation: simple((_input, { mcpReq }) => {
    const response = inputResponse(mcpReq.inputResponses, 'user_name');
    if (response.kind === 'missing') return require({ user_name: ask('What is your name?', field('name')) });
    return text(`Hello, ${JSON.stringify(response)}!`);
  }),
  test_input_required_result_sampling: round({ capital_question: sample('Capital of France?') }),
  test_input_required_result_list_roots: round({ client_roots: inputRequired.listRoots() }),
  test_input_required_result_request_state: simple(async (_input, context) => {
    if (context.mcpReq.requestState() !== undefined) return text('state-ok');
    const confirm = ask('Confirm?', confirmation);
    return inputRequired({ inputRequests: { confirm }, requestState: await seal.mint({ ok: true }, context) });
  }),
  test_input_required_result_multiple_inputs: simple(async (_input, context) => {
    if (context.mcpReq.requestState() !== undefined) return text('all in');
    return inputRequired({
      inputRequests: {
        user_name: ask('Name?', field('name')),
        greeting: sample(),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await seal.mint({ count: 3 }, context),
    });
  }),
  test_input_required_result_multi_round: simple(async (_input, context) => {
    const { step = 0 } = context.mcpReq.requestState<{ step?: number }>() ?? {};
    if (step === 2) return text('done');
    return inputRequired({
      inputRequests: { [`step${step + 1}`]: ask('Next?', field(step === 0 ? 'name' : 'color')) },
      requestState: await seal.mint({ step: step + 1 }, context),
    });
  }),
  test_input_required_result_tampered_state: simple(async (_input, context) => {
    if (context.mcpReq.requestState() !== undefined) return text('accepted');
    const confirm = ask('Confirm?', confirmation);
    return inputRequired({ inputRequests: { confirm }, requestState: await seal.mint({ tampered: false }, context) });
  }),
  test_input_required_result_capabilities: simple((_input, { mcpReq }) => {
    if (mcpReq.inputResponses !== undefined) return text('ok');
    const envelope: Readonly<Record<string, unknown>> = mcpReq.envelope ?? {};
    const declared = Object.keys(envelope[CLIENT_CAPABILITIES_META_KEY] ?? {});
    return require({
      ...(declared.includes('sampling') ? { s: sample() } : {}),
      ...(declared.includes('elicitation') ? { e: ask('Name?', field('name')) } : {}),
    });
  }),
});
