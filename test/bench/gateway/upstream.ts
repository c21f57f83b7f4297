// A provider on loopback that answers at once: whole, or as a short stream whose first event leaves immediately.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const WORDS = Array.from({ length: 8 }, (_, index) => `word${index} `);
const GAP_MS = 2;

const whole = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'bench',
  choices: [{ index: 0, message: { role: 'assistant', content: WORDS.join('') }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 12, completion_tokens: 8, total_tokens: 20 },
});
const eventOf = (content: string): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'bench', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
const events = WORDS.map(eventOf);
const ending = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  });
  request.on('end', () => {
    if (!body.includes('"stream":true')) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(whole) });
      response.end(whole);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let next = 0;
    const write = () => {
      if (next === events.length) return response.end(ending);
      response.write(events[next]);
      next += 1;
      setTimeout(write, GAP_MS);
    };
    write();
  });
});
// Listening on a port, so the address is an object.
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
