import { request } from 'node:http';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
const AT_A_TIME = 8;

/** Opens so many sessions by `voice_open`, and gives the addresses of their streams. */
export async function openSessions(url: string, model: string, count: number): Promise<readonly string[]> {
  const opened: string[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) opened.push(await openSession(url, model));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return opened;
}

function openSession(url: string, model: string): Promise<string> {
  const input = { model, turn_detection: 'server_vad', max_minutes: 60, idle_s: 900 };
  const params = { name: 'voice_open', arguments: input, _meta: META };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': 'voice_open',
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        const address = /"stream_url":"([^"]+)"/.exec(text)?.[1];
        if (address === undefined) reject(new Error(`voice_open answered ${text.slice(0, 400)}`));
        else resolve(address);
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
