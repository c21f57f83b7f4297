import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const confine = join(import.meta.dirname, '..', '..', 'src', 'http', 'confine.ts');

/** What a program prints that is confined first. */
async function confined(policy: string, program: string): Promise<string> {
  const text = `
    import net from 'node:net'; import http from 'node:http'; import https from 'node:https'; import tls from 'node:tls'; import http2 from 'node:http2';
    import { confineProcess } from ${JSON.stringify(confine)};
    confineProcess(${JSON.stringify(policy)});
    const server = net.createServer((socket) => socket.end('hello'));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    const ended = (socket) => new Promise((resolve) => socket.on('error', (error) => resolve(error.message)).on('data', (data) => resolve(String(data))));
    ${program}
    process.exit();`;
  const { stdout } = await run(process.execPath, ['--no-warnings', '--input-type=module', '-e', text], {
    timeout: 20_000,
  });
  return stdout.trim();
}

describe('a confined process', () => {
  it.each([
    ['a plain socket', "console.log(await ended(net.connect(443, '93.184.216.34')))"],
    ['a socket by options', "console.log(await ended(net.connect({ host: 'example.com', port: 443 })))"],
    ['TLS', "console.log(await ended(tls.connect({ host: 'example.com', port: 443 })))"],
    ['HTTPS', "console.log(await ended(https.get('https://example.com/')))"],
    ['HTTP/2', "console.log(await ended(http2.connect('https://example.com')))"],
    ['fetch', "console.log(await fetch('http://example.com').catch((error) => String(error.cause?.message)))"],
  ])('cannot leave by %s', async (_, program) => {
    expect(await confined('private', program)).toContain('keeps everything on this machine');
  });

  it('reaches this machine as ever', async () => {
    expect(
      await confined(
        'private',
        "console.log(await ended(net.connect(port)), await ended(net.connect(port, '127.0.0.1')), await ended(net.connect({ port, host: 'localhost' })))",
      ),
    ).toBe('hello hello hello');
  });

  it('is not confined under another policy', async () => {
    const program = 'console.log(net.Socket.prototype.connect.name)';
    expect([await confined('auto', program), await confined('offline', program)]).toEqual(['', 'confined']);
  });
});
