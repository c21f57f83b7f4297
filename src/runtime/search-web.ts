import type { Clock } from '../core/clock.ts';
import type { WebFind, WebResult, WebSearchCapability, WebSearchRequest, WebSearchResult } from '../core/web-search.ts';
import type { Asking } from './asking.ts';
import { dayOf, isOn, isoDay, snippetOf, titleOf, webUrl } from './web-text.ts';

const DAY_MS = 86_400_000;

/** Searches the web, and holds every provider to one shape and to what was asked: sites, days, count. */
export async function searchWeb(
  capability: WebSearchCapability,
  { recencyDays, ...request }: WebSearchRequest,
  { ask, clock }: { readonly ask: Asking['ask']; readonly clock: Pick<Clock, 'now'> },
): Promise<WebSearchResult> {
  const { limits } = capability;
  const now = clock.now();
  const period =
    recencyDays === undefined
      ? undefined
      : { days: recencyDays, from: isoDay(now - recencyDays * DAY_MS), to: isoDay(now) };
  const domains = request.domains?.map(siteOf);
  const asked = domains?.slice(0, limits.domains);
  const count = Math.min(request.count, limits.results);
  const task = { ...request, count, domains: asked, period: limits.recency === 'none' ? undefined : period };
  const { finds, usage, costMicroUsd, notes = [] } = await ask((signal) => capability.search(task, { signal }));

  const known = unique(finds.flatMap((find) => resultOf(find, now)));
  const onSite = domains === undefined ? known : known.filter(({ url }) => isOn(url, domains));
  const since = period?.from;
  const recent =
    since === undefined ? onSite : onSite.filter(({ published }) => published === undefined || published >= since);
  const dropped = (many: number, why: string): readonly string[] =>
    many === 0 ? [] : [`${many} results were left out: ${why}`];
  return {
    results: recent.slice(0, request.count),
    usage: Object.keys(usage).length === 0 ? { searches: 1 } : usage,
    ...(costMicroUsd !== undefined && { costMicroUsd }),
    notes: [
      ...(request.count > limits.results ? [`count was lowered to ${limits.results}, the most of one search`] : []),
      ...((domains?.length ?? 0) > limits.domains ? [`only the first ${limits.domains} domains were searched`] : []),
      ...(period !== undefined && limits.recency === 'none'
        ? ['recency_days cannot be asked for here: results with a known older date were left out']
        : []),
      ...notes,
      ...dropped(finds.length - known.length, 'no address that can be opened, or one that came twice'),
      ...dropped(known.length - onSite.length, 'on other sites'),
      ...dropped(onSite.length - recent.length, 'older'),
    ],
  };
}

/** `https://www.Example.org/path` → `example.org`, in the spelling that addresses have. */
function siteOf(domain: string): string {
  const bare = domain
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/[/:?#].*$/, '')
    .replace(/^(www|\*)\./i, '');
  return URL.canParse(`https://${bare}`) ? new URL(`https://${bare}`).hostname : bare.toLowerCase();
}

function resultOf({ title = '', url = '', snippet = '', published }: WebFind, now: number): readonly WebResult[] {
  const address = webUrl(url);
  if (address === undefined) return [];
  const day = published === undefined ? undefined : dayOf(published, now);
  return [
    {
      title: titleOf(title) || new URL(address).hostname,
      url: address,
      snippet: snippetOf(snippet),
      ...(day !== undefined && { published: day }),
    },
  ];
}

const unique = (results: readonly WebResult[]): readonly WebResult[] =>
  [...new Map(results.toReversed().map((result) => [result.url, result])).values()].toReversed();
