const ENDPOINT = new URL('../mcp', import.meta.url);
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'llmkit-voice-page', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** The server wants a token, or another one. */
export class TokenNeeded extends Error {}

/** Calls a tool of the server that this page came from. Throws what went wrong, in words for people. */
export async function callTool(name, input, token) {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': name,
    ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
  };
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: input, _meta: META } };
  let answer;
  try {
    answer = await fetch(ENDPOINT, { method: 'POST', headers, body: JSON.stringify(body), credentials: 'omit' });
  } catch {
    throw new Error('The server cannot be reached. Is it still running?');
  }
  if (answer.status === 401) {
    throw new TokenNeeded(
      token === '' ? 'This server asks for an access token.' : 'The server does not know this token.',
    );
  }
  const { result, error } = messageOf(await answer.text());
  if (error?.message.startsWith('Unknown tool')) {
    throw new Error('This server was started without the voice tools. Start it with --tools default,voice.');
  }
  if (error !== undefined) throw new Error(error.message);
  const failure = result?.structuredContent?.error;
  if (failure !== undefined) throw new Error([failure.message, failure.hint].filter(Boolean).join('\n'));
  return result.structuredContent;
}

/** The answer of a JSON body, or of the last event of a stream. */
function messageOf(text) {
  const events = text.split('\n').filter((line) => line.startsWith('data: {'));
  try {
    return JSON.parse(events.at(-1)?.slice('data: '.length) ?? text);
  } catch {
    throw new Error('The server gave an answer that this page does not understand.');
  }
}
