import { randomInt } from 'node:crypto';
import type { Endpoint, Failure, FailureReading } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { ImageLimits, ImageRequest } from '../../core/image.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { readFailure } from '../../http/errors.ts';
import { formOf } from '../../http/request-body.ts';
import { imageFile } from '../image/image-form.ts';
import { imageResult, known, pictureOfBytes } from '../image/pictures.ts';
import { placesFor } from '../image/wishes.ts';
import { jobFailure, jobId, jobPath, noJob } from '../jobs/job.ts';
import { filled, type Json, list, record, records } from '../read.ts';
import { workflowOf } from './workflow.ts';

const LIMITS: ImageLimits = { maxCount: 8, range: { min: 64, max: 4096, step: 8 }, canEdit: true, canMask: false };
/** The largest seed that is exact in JSON and known to all samplers. */
const MAX_SEED = 2 ** 32;

/** Why a graph was refused: what is wrong with its first node says more than the message above. */
export function readComfyFailure({ body }: Pick<Failure, 'body'>): FailureReading {
  const nodes = Object.values(record(record(body)?.node_errors) ?? {});
  const [error] = records(record(nodes[0])?.errors);
  const reading = readFailure(body);
  const detail = [filled(error?.message), filled(error?.details)].filter(Boolean).join(': ');
  return { ...reading, message: [reading.message, detail].filter(Boolean).join(' ') };
}

/** Pictures of a ComfyUI on this machine, with the checkpoints that it has. */
export const comfyui = (): CapabilityFactory<'image'> => (endpoint) => {
  const { provider } = endpoint;
  return {
    limits: () => LIMITS,
    pollMs: 1000,
    async start(request, { signal }) {
      const notes = placesFor(
        request,
        {
          size: request.image === undefined,
          count: request.image === undefined,
          image: true,
          negativePrompt: true,
          seed: true,
        },
        provider,
      );
      const picture = await uploaded(request, endpoint, signal);
      const seed = request.seed ?? randomInt(MAX_SEED);
      const body = { prompt: workflowOf(request, seed, picture) };
      const answer = await endpoint.send('/prompt', body, { signal, decodeError: readComfyFailure });
      const id = jobId(record(await answer.json())?.prompt_id, provider);
      return { id, details: { seed: String(seed), notes: JSON.stringify(notes), wanted: String(request.count ?? 1) } };
    },
    async poll(operation, { signal }) {
      const answer = await endpoint.send(jobPath('/history', operation), undefined, { signal });
      const history = record(await answer.json());
      if (history === undefined) throw noJob(provider);
      const run = record(history[operation.id]);
      if (run === undefined)
        return { status: (await isRunning(operation.id, endpoint, signal)) ? 'running' : 'queued' };
      const status = record(run.status);
      if (filled(status?.status_str) === 'error') {
        if (messageOf(status, 'execution_interrupted') !== undefined) return { status: 'cancelled' };
        const fault = filled(messageOf(status, 'execution_error')?.exception_message);
        return { status: 'failed', error: jobFailure(provider, { message: fault }) };
      }
      const files = Object.values(record(run.outputs) ?? {}).flatMap((output) => records(record(output)?.images));
      const { details = {} } = operation;
      const pictures = await Promise.all(
        files.filter(({ type }) => type !== 'temp').map((file) => download(file, endpoint, signal)),
      );
      if (pictures.length === 0) {
        const message = `${provider} ended the graph without a picture.`;
        return { status: 'failed', error: new ProviderError('bad_response', { provider, message }) };
      }
      const notes = list(JSON.parse(details.notes ?? '[]')).filter((note) => typeof note === 'string');
      const result = imageResult(
        { images: known(pictures), seed: Number(details.seed) },
        { provider, wanted: Number(details.wanted ?? 1), notes },
      );
      return { status: 'succeeded', result };
    },
    async cancel({ id }, { signal }) {
      await endpoint.send('/queue', { delete: [id] }, { signal });
      if (await isRunning(id, endpoint, signal)) await endpoint.send('/interrupt', { prompt_id: id }, { signal });
    },
  };
};

/** The name under which a picture to start from lies there. */
async function uploaded({ image }: ImageRequest, endpoint: Endpoint, signal: AbortSignal): Promise<string | undefined> {
  if (image === undefined) return undefined;
  const form = formOf({ image: imageFile(image, `llmkit-${randomInt(MAX_SEED)}`), type: 'input' });
  const answer = await endpoint.send('/upload/image', form, { signal });
  const stored = record(await answer.json());
  const name = filled(stored?.name);
  if (name === undefined) throw noJob(endpoint.provider);
  const folder = filled(stored?.subfolder);
  return folder === undefined ? name : `${folder}/${name}`;
}

async function isRunning(id: string, endpoint: Endpoint, signal: AbortSignal): Promise<boolean> {
  const answer = await endpoint.send('/queue', undefined, { signal });
  const running = list(record(await answer.json())?.queue_running);
  return running.some((entry) => list(entry).includes(id));
}

async function download(file: Json, endpoint: Endpoint, signal: AbortSignal) {
  const query = {
    filename: filled(file.filename) ?? '',
    subfolder: filled(file.subfolder) ?? '',
    type: filled(file.type) ?? 'output',
  };
  const answer = await endpoint.send('/view', undefined, { signal, query, accept: 'image/*' });
  return pictureOfBytes(await answer.bytes(), answer.headers['content-type']);
}

/** What a status says under one name: its messages are pairs of a name and what there is to it. */
function messageOf(status: Json | undefined, name: string): Json | undefined {
  const found = list(status?.messages)
    .map(list)
    .find(([kind]) => kind === name);
  return record(found?.[1]);
}

/** The checkpoints in what ComfyUI says of its loader, in the older and the newer way of saying it. */
export function checkpointsIn(body: unknown): readonly string[] {
  const loader = record(record(body)?.CheckpointLoaderSimple);
  const [first, more] = list(record(record(loader?.input)?.required)?.ckpt_name);
  const names = Array.isArray(first) ? first : list(record(more)?.options);
  return names.filter((name) => typeof name === 'string');
}
