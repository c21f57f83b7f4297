import amazonNovaSonic from '../../../../src/providers/amazon-nova-sonic.ts';
import { b64, json, type Said, type VoiceVendor } from '../vendor.ts';

const SOUND = Uint8Array.from({ length: 960 }, (_, index) => (index * 7) % 256);
// biome-ignore lint/suspicious/noExplicitAny: a message is read as it was sent
const eventIn = (message: Said): any => json(message).event;

const ids = { sessionId: 's1', promptName: 'p1', completionId: 'c1' };
let count = 0;

/** A block of text as the documentation draws it. */
export const textBlock = (role: string, generationStage: string, content: string, stopReason: string) => {
  const contentId = `block-${++count}`;
  const additionalModelFields = JSON.stringify({ generationStage });
  const textOutputConfiguration = { mediaType: 'text/plain' };
  const start = { ...ids, contentId, type: 'TEXT', role, additionalModelFields, textOutputConfiguration };
  return [
    { event: { contentStart: start } },
    { event: { textOutput: { ...ids, contentId, content } } },
    { event: { contentEnd: { ...ids, contentId, stopReason, type: 'TEXT' } } },
  ];
};

/** A block of sound, in as many pieces as are given. */
export const audioBlock = (pieces: readonly Uint8Array[], stopReason: string) => {
  const contentId = `block-${++count}`;
  return [
    { event: { contentStart: { ...ids, contentId, type: 'AUDIO', role: 'ASSISTANT' } } },
    ...pieces.map((piece) => ({ event: { audioOutput: { ...ids, contentId, content: b64(piece) } } })),
    { event: { contentEnd: { ...ids, contentId, stopReason, type: 'AUDIO' } } },
  ];
};

export const toolBlock = (toolUseId: string, toolName: string, content: string) => {
  const contentId = `block-${++count}`;
  return [
    { event: { contentStart: { ...ids, contentId, type: 'TOOL', role: 'TOOL' } } },
    { event: { toolUse: { ...ids, contentId, content, toolName, toolUseId } } },
    { event: { contentEnd: { ...ids, contentId, stopReason: 'TOOL_USE', type: 'TOOL' } } },
  ];
};

export const usageEvent = (totalInputTokens: number, totalOutputTokens: number) => ({
  event: {
    usageEvent: {
      ...ids,
      totalInputTokens,
      totalOutputTokens,
      totalTokens: totalInputTokens + totalOutputTokens,
      details: {},
    },
  },
});

/** The reply of one turn: each sentence is planned, spoken, and then written down as it was spoken. */
export const spokenReply = [
  { event: { completionStart: ids } },
  ...textBlock('ASSISTANT', 'SPECULATIVE', 'Good', 'PARTIAL_TURN'),
  ...audioBlock([SOUND.subarray(0, 480)], 'PARTIAL_TURN'),
  ...textBlock('ASSISTANT', 'SPECULATIVE', 'day.', 'PARTIAL_TURN'),
  ...audioBlock([SOUND.subarray(480)], 'END_TURN'),
  usageEvent(12, 30),
  ...textBlock('ASSISTANT', 'FINAL', 'Good', 'PARTIAL_TURN'),
  ...textBlock('ASSISTANT', 'FINAL', 'day.', 'END_TURN'),
];

const userTexts = (received: readonly (string | Buffer)[]): readonly string[] => {
  const roles = new Map<string, string>();
  const texts: string[] = [];
  for (const { contentStart, textInput } of received.map(eventIn)) {
    if (contentStart !== undefined) roles.set(contentStart.contentName, contentStart.role);
    if (textInput !== undefined && roles.get(textInput.contentName) !== 'SYSTEM') texts.push(textInput.content);
  }
  return texts;
};

export const sonicVendors: readonly VoiceVendor[] = [
  {
    name: 'Nova Sonic',
    row: amazonNovaSonic,
    mode: 'converse',
    model: 'amazon.nova-2-sonic-v1:0',
    url: '/model/amazon.nova-2-sonic-v1%3A0/invoke-with-bidirectional-stream',
    key: undefined,
    header: ['x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-EVENTS'],
    rates: { in: 16_000, out: 24_000 },
    isEventStream: true,
    isMute: true,
    hear: () => {},
    soundOf: (message) => {
      const content = eventIn(message)?.audioInput?.content;
      return content === undefined ? undefined : Buffer.from(content, 'base64');
    },
    isCommit: () => false,
    interim: { messages: textBlock('USER', 'SPECULATIVE', 'Hello', 'PARTIAL_TURN'), text: 'Hello' },
    final: { messages: textBlock('USER', 'FINAL', 'Hello there.', 'PARTIAL_TURN'), text: 'Hello there.' },
    reply: { messages: spokenReply, sound: SOUND, text: 'Good day.' },
    interruption: [
      ...textBlock('ASSISTANT', 'SPECULATIVE', 'Well', 'PARTIAL_TURN'),
      ...audioBlock([SOUND], 'END_TURN'),
      ...textBlock('ASSISTANT', 'FINAL', '{ "interrupted" : true }', 'INTERRUPTED'),
    ],
    tool: {
      messages: toolBlock('c1', 'add', '{"a":1}'),
      call: { id: 'c1', name: 'add', arguments: '{"a":1}' },
      isResult: (message, output) => eventIn(message)?.toolResult?.content === output,
    },
    saysText: true,
    replays: ({ received }, texts) => JSON.stringify(userTexts(received)) === JSON.stringify(texts),
  },
];
