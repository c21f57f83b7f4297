import type { Failure, FailureReading } from '../../core/endpoint.ts';
import { asProviderError, ProviderError } from '../../core/errors.ts';
import type { OperationState } from '../../core/operation.ts';
import type { ParseAnswer, ParseResult } from '../../core/parse.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { readFailure } from '../../http/errors.ts';
import { formOf } from '../../http/request-body.ts';
import { jobFailure, jobId, noJob, stateOf } from '../jobs/job.ts';
import { filled, type Json, record, records } from '../read.ts';
import { documentFile, documentOf } from './document.ts';

/** What the row's default model stands for: the deployment that the base URL is. */
const OWN = 'deployment';

const WORDS: Readonly<Record<string, 'queued' | 'running'>> = {
  PENDING: 'queued',
  EXECUTING: 'running',
  QUEUED: 'queued',
};

/** A workflow's result for each file: the fields that its prompts name, and the text where it was asked for. */
export function decodeResult(result: unknown, provider: string): ParseResult {
  const [file = {}] = records(result);
  if (filled(file.error) !== undefined) throw jobFailure(provider, { message: filled(file.error) });
  const inner = record(file.result) ?? {};
  const metadata = record(inner.metadata) ?? record(file.metadata) ?? {};
  const extracted = filled(inner.extracted_text) ?? filled(metadata.extracted_text) ?? filled(file.extracted_text);
  return documentOf(provider, {
    markdown: extracted ?? '',
    fields: inner.output ?? file.result ?? {},
    usage: {},
    metadata: { title: filled(metadata.source_name) },
    notes: extracted === undefined ? ['This deployment gives its fields alone, without the text.'] : [],
  });
}

/**
 * Deployments of Unstract's Prompt Studio. What is extracted is set up there, whatever schema a call has. A look at work that
 * goes on is answered with HTTP 422; a result can be had once.
 */
export const unstract = (): CapabilityFactory<'parse'> => (endpoint) => {
  const { provider } = endpoint;

  function pathOf(model: string): string {
    if (model !== OWN) return `/deployment/api/${model.split('/').map(encodeURIComponent).join('/')}/`;
    if (endpoint.isRedirected === true) return '/';
    throw new ProviderError('not_configured', {
      provider,
      message: 'No deployment of Unstract is named.',
      hint: 'Set UNSTRACT_API_DEPLOYMENT_URL, or name it as unstract/ORGANISATION/API.',
      processed: false,
    });
  }

  /** The state in an answer; the vendor has it at the top or below `message`. */
  function stateIn(body: Json): {
    readonly status: string | undefined;
    readonly result: unknown;
    readonly error?: string;
  } {
    const message = record(body.message) ?? {};
    const error = filled(message.error) ?? filled(body.error);
    return {
      status: (filled(message.execution_status) ?? filled(body.execution_status) ?? filled(body.status))?.toUpperCase(),
      result: message.result ?? body.result ?? body.message,
      ...(error !== undefined && { error }),
    };
  }

  return {
    intake: () => ({
      takes: 'file',
      choosesPages: false,
      choosesOcr: false,
      takesSchema: true,
      isReadOnce: true,
    }),
    pollMs: 5000,
    async start({ document, model }, { signal }) {
      const form = formOf({ files: documentFile(document), timeout: '0', include_extracted_text: 'true' });
      const answer = await endpoint.send(pathOf(model), form, { signal });
      const body = record(await answer.json()) ?? {};
      const message = record(body.message) ?? body;
      const address = filled(message.status_api);
      const named = address === undefined ? undefined : new URL(address, 'https://unstract.invalid').searchParams;
      return { id: jobId(named?.get('execution_id') ?? message.execution_id, provider), details: { model } };
    },
    async poll({ id, details }, { signal }): Promise<OperationState<ParseAnswer>> {
      let refused: Json | undefined;
      const decodeError = ({ status, body }: Failure): FailureReading => {
        if (status === 422) refused = record(body);
        return readFailure(body);
      };
      let body: Json | undefined;
      try {
        const query = { execution_id: id };
        const answer = await endpoint.send(pathOf(details?.model ?? OWN), undefined, { signal, query, decodeError });
        body = record(await answer.json());
      } catch (thrown) {
        const error = asProviderError(thrown);
        // 406: the result was handed out before.
        if (error.status === 406) return { status: 'failed', error: handedOut(provider) };
        if (refused === undefined) throw error;
        body = refused;
      }
      if (body === undefined) throw noJob(provider);
      const { status, result, error } = stateIn(body);
      if (status === undefined) throw noJob(provider);
      if (status === 'COMPLETED' || status === 'SUCCESS') {
        return stateOf({ status: 'succeeded', output: {} }, () => decodeResult(result, provider));
      }
      if (status === 'ERROR' || status === 'STOPPED') {
        return { status: 'failed', error: jobFailure(provider, { message: error ?? filled(result) }) };
      }
      return { status: WORDS[status] ?? 'running' };
    },
  };
};

const handedOut = (provider: string): ProviderError =>
  new ProviderError('not_found', {
    provider,
    status: 406,
    message: `${provider} hands out a result once, and this one is gone.`,
    hint: 'Look for the earlier result with get_job.',
  });
