// A vendor that says back what it hears, at once, as a reply that ends every few seconds. usage: vendor.ts SHAPE
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createFrameReader, frameOf } from './frames.ts';
import { type Message, SHAPES } from './shapes.ts';

const [name] = process.argv.slice(2);
const shape = SHAPES.find((each) => each.name === name);
if (shape === undefined) throw new Error(`There is no shape ${name}`);
/** Eight seconds of sound. */
const TURN_FRAMES = 400;
/** 20 ms at 24 kHz: the first sound of a reply that was asked for. */
const ANSWER = Buffer.alloc(960);

let visits = 0;
const server = createServer();
server.on('upgrade', (request, duplex) => {
  const socket = duplex as Socket; // it listens on TCP alone
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  const { 'sec-websocket-protocol': protocol } = request.headers;
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${
      protocol === undefined ? '' : `Sec-WebSocket-Protocol: ${protocol.split(',')[0]}\r\n`
    }\r\n`,
  );
  const send = ({ parts, isText }: Message): boolean => socket.write(frameOf(parts, isText, false));
  const say = (message: object): boolean => send({ parts: [Buffer.from(JSON.stringify(message))], isText: true });
  for (const message of shape.greeting) say(message);
  // Turns end at different times, as talks do: counted in sound, because a pause between two rounds would make them all end
  // with the first frame after it.
  let framesLeft = Math.round(TURN_FRAMES * (0.5 + ((visits++ * 0.618) % 1)));
  let isReplying = false;
  const reply = (sound: Buffer): void => {
    if (!isReplying) say(shape.begin);
    isReplying = true;
    send(shape.toClient(sound));
    if (--framesLeft > 0) return;
    framesLeft = TURN_FRAMES;
    isReplying = false;
    say(shape.end);
  };
  const read = createFrameReader((payload, isText) => {
    const sound = shape.soundIn(payload, isText);
    if (sound !== undefined) return reply(sound);
    const { type } = JSON.parse(payload.toString('utf8'));
    const answer = shape.answers[type];
    if (answer !== undefined) say(answer);
    if (type !== Object(shape.ask).type) return;
    // A whole reply, so that the next one can be asked for.
    say(shape.begin);
    send(shape.toClient(shape.name === 'openai-realtime' ? BASE64 : ANSWER));
    say(shape.end);
  });
  socket.on('data', read);
});
const BASE64 = Buffer.from(ANSWER.toString('base64'), 'latin1');
// Listening on a port, so the address is an object.
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
