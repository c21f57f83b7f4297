// A program of its own: sound on standard input, its 16-bit samples at 16 kHz on standard output. The argument is a file name
// whose ending tells the format.
import { buffer } from 'node:stream/consumers';
import { pcm16Of } from './wav.ts';

const { decodeAudio } = await import('@napi-rs/whisper');
process.stdout.write(pcm16Of(decodeAudio(await buffer(process.stdin), process.argv[2])));
