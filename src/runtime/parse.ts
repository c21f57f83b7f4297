import { asProviderError, ProviderError } from '../core/errors.ts';
import { includesPage, readPageRanges } from '../core/page-ranges.ts';
import type { ParseAnswer, ParseCapability, ParseIntake, ParseRequest, ParseResult } from '../core/parse.ts';
import { addUsage } from '../core/usage.ts';
import type { Asking } from './asking.ts';
import { type Making, tellProgress } from './make-image.ts';
import { readLinked } from './read-linked.ts';
import { doRemote } from './remote-work.ts';

/** Has a document read by a provider, and its fields extracted where the provider can do that by a schema. */
export async function parseRemotely(
  capability: ParseCapability,
  request: ParseRequest,
  { asking, endpoint, download }: Making,
): Promise<ParseResult> {
  const { provider } = endpoint;
  const intake = capability.intake(request.model);
  checkIntake(intake, request, provider);
  const receive = async (answer: ParseAnswer, signal: AbortSignal): Promise<ParseResult> =>
    'link' in answer ? answer.read(await readLinked(answer.link, { endpoint, download, signal })) : answer;

  const whole = await read(capability, intake, request, { asking, receive });
  const result = chosenPages(whole, intake, request);
  const { schema, model } = request;
  const { extract } = capability;
  if (schema === undefined || result.fields !== undefined || extract === undefined) return result;
  const { markdown, handle } = result;
  try {
    const work = (signal: AbortSignal) => extract({ model, markdown, handle, schema }, { signal });
    const found = await asking.ask(work, { isStart: true });
    return { ...result, fields: found.fields, usage: addUsage(result.usage, found.usage) };
  } catch (thrown) {
    // What was read is paid, and is not lost because nobody could extract from it.
    if (asking.deadline.signal.aborted) throw thrown;
    const note = `${provider} extracted no fields: ${asProviderError(thrown).message}`;
    return { ...result, notes: [...(result.notes ?? []), note] };
  }
}

type Reading = {
  readonly asking: Asking;
  readonly receive: (answer: ParseAnswer, signal: AbortSignal) => Promise<ParseResult>;
};

async function read(
  capability: ParseCapability,
  intake: ParseIntake,
  request: ParseRequest,
  { asking, receive }: Reading,
): Promise<ParseResult> {
  if ('parse' in capability) {
    const answer = await asking.ask((signal) => capability.parse(request, { signal }));
    const result = await asking.ask((signal) => receive(answer, signal), { isFollowing: true });
    asking.paid(result, 1);
    return result;
  }
  const kept = await keptResult(asking);
  if (kept !== undefined) return kept;
  const { poll, cancel, pollMs, takesClientId } = capability;
  const work = {
    start: (_clientId: string, signal: AbortSignal) => capability.start(request, { signal }),
    poll: poll.bind(capability),
    cancel: cancel?.bind(capability),
    pollMs,
    takesClientId,
  };
  const result = await doRemote(work, asking, {
    part: 0,
    receive: async (answer, signal) => {
      const received = await receive(answer, signal);
      if (intake.isReadOnce === true) await keepResult(received, asking);
      return received;
    },
    onProgress: tellProgress(asking, 'document'),
  });
  asking.paid(result, 1);
  return result;
}

const KEPT = 'kept';

/** What can be had once is written down before anybody works with it: a process that ends then loses nothing. */
async function keepResult(result: ParseResult, { artifacts, call, journal }: Asking): Promise<void> {
  const operation = journal?.step(0)?.operation;
  if (journal === undefined || operation === undefined) return;
  const bytes = new TextEncoder().encode(JSON.stringify(result));
  const { uri } = await (await artifacts()).save(bytes, { mimeType: 'application/json' }, call);
  await journal.began(0, { ...operation, details: { ...operation.details, [KEPT]: uri } });
}

async function keptResult({ artifacts, call, journal }: Asking): Promise<ParseResult | undefined> {
  const uri = journal?.step(0)?.operation?.details?.[KEPT];
  if (uri === undefined) return undefined;
  const { bytes } = await (await artifacts()).read(uri, call);
  // Our own JSON, stored under the name of its content.
  return JSON.parse(new TextDecoder().decode(bytes)) as ParseResult;
}

function checkIntake({ takes, maxBytes }: ParseIntake, { document, url }: ParseRequest, provider: string): void {
  if (takes === 'url' && url === undefined) {
    throw new ProviderError('unsupported', {
      provider,
      message: `${provider} reads public https addresses alone.`,
      hint: 'Give a URL as source, or choose another model.',
      processed: false,
    });
  }
  const size = document.bytes.byteLength;
  if (maxBytes !== undefined && size > maxBytes) {
    throw new ProviderError('unsupported', {
      provider,
      message: `The document has ${size} bytes, ${provider} takes up to ${maxBytes}.`,
      hint: 'Leave model out to parse it on this machine, or choose another one.',
      processed: false,
    });
  }
}

/** Only the pages that were asked for, whatever the provider has read, and notes on what it was not told. */
function chosenPages(result: ParseResult, intake: ParseIntake, { pages: selection, ocr }: ParseRequest): ParseResult {
  const notes = [...(result.notes ?? [])];
  const hasWish = ocr !== undefined && (ocr.mode !== 'auto' || ocr.languages !== undefined);
  if (hasWish && !intake.choosesOcr) notes.push('This provider decides by itself what it reads by OCR.');
  if (selection === undefined || intake.choosesPages) return { ...result, notes };
  if (result.pages.length === 0) {
    return { ...result, notes: [...notes, 'This provider does not tell pages apart: the whole document is here.'] };
  }
  const ranges = readPageRanges(selection);
  const isChosen = ({ page }: { readonly page?: number }): boolean => page !== undefined && includesPage(ranges, page);
  const pages = result.pages.filter(isChosen);
  const dropped = result.pages.length - pages.length;
  if (dropped > 0) notes.push(`This provider reads whole documents: ${dropped} more pages were read and left out.`);
  return {
    ...result,
    pages,
    markdown: pages.map(({ markdown }) => markdown).join('\n\n'),
    tables: result.tables.filter(isChosen),
    notes,
  };
}
