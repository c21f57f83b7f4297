// The least relay with the library that everybody takes: `ws` in, `ws` out, messages passed on, nothing read.
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

const [target = ''] = process.argv.slice(2);
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (client, request) => {
  const vendor = new WebSocket(`${target}${request.url}`, { perMessageDeflate: false });
  const early: [Buffer, boolean][] = [];
  client.on('message', (data: Buffer, isBinary) => {
    if (vendor.readyState === WebSocket.OPEN) vendor.send(data, { binary: isBinary });
    else early.push([data, isBinary]);
  });
  vendor.on('open', () => {
    for (const [data, isBinary] of early) vendor.send(data, { binary: isBinary });
  });
  vendor.on('message', (data: Buffer, isBinary) => client.send(data, { binary: isBinary }));
  vendor.on('close', () => client.terminate());
  client.on('close', () => vendor.terminate());
  vendor.on('error', () => {});
  client.on('error', () => {});
});
server.once('listening', () => console.log((server.address() as AddressInfo).port));
