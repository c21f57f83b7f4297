import type { App, ProviderListing } from '../core/app.ts';
import { findProgram } from '../core/find-program.ts';
import { hasEngine, LLAMA_SETUP } from '../local/llama/engine-folder.ts';
import { type Machine, modelFor, sizeText, thisMachine } from '../local/llama/machine.ts';
import { MODEL_VARIABLES, modelsOnMachine, namedFile } from '../local/llama/models.ts';
import type { Finding } from './doctor-checks.ts';
import { download } from './setup-llm.ts';

/** Which language models run on this machine, and which one would suit it. */
export async function* modelFindings(app: App): AsyncGenerator<Finding> {
  yield await checkFiles(app);
  const listening = (await app.providers()).filter(
    ({ local, configured, capabilities, id }) =>
      local && configured && capabilities.includes('chat') && id !== 'gguf-file',
  );
  yield suitable(app, await thisMachine(app.config.variable('PATH')), listening);
}

async function checkFiles({ config, log }: App): Promise<Finding> {
  const what = 'GGUF models';
  const models = await modelsOnMachine({ dataFolder: config.home, log, variable: config.variable }, config.discover);
  const named = namedFile(config.variable);
  if (named !== undefined && models.every(({ owner }) => owner !== 'you')) {
    return {
      what,
      state: 'fault',
      detail: `${named} is no GGUF model that can be read`,
      fix: `Set ${MODEL_VARIABLES[0]} to one.`,
    };
  }
  const [best] = models;
  const there =
    best === undefined ? 'none found' : `${models.length} found, ${best.name} first (${sizeText(best.bytes)})`;
  if (hasEngine(config.home)) return { what, state: best === undefined ? 'note' : 'ok', detail: there };
  return { what, state: 'note', detail: `${there}; what runs them in this server is not installed`, fix: LLAMA_SETUP };
}

/** What suits the machine and the exact command that gets it, the shortest way for what is installed. */
function suitable({ config }: App, machine: Machine, listening: readonly ProviderListing[]): Finding {
  const what = 'Model for this machine';
  const graphics = machine.graphics === undefined ? '' : `, ${sizeText(machine.graphics)} for graphics`;
  const size = `${sizeText(machine.memory)} of memory${graphics}`;
  const here =
    listening.length === 0
      ? ''
      : `; ${listening.map(({ name }) => name).join(', ')} ${listening.length === 1 ? 'serves' : 'serve'} models`;
  const model = modelFor(machine);
  if (model === undefined) {
    return {
      what,
      state: 'note',
      detail: `${size}: too little for a model of its own${here}`,
      fix: 'Use a hosted provider.',
    };
  }
  const detail = `${size}: ${model.ollama} suits it (${sizeText(model.bytes)}; ${model.what})${here}`;
  const hasOllama =
    findProgram(['ollama'], config.variable('PATH')) !== undefined || listening.some(({ id }) => id === 'ollama');
  const isReady = listening.length > 0;
  if (hasOllama) return { what, state: isReady ? 'ok' : 'note', detail, fix: `ollama pull ${model.ollama}` };
  const engine = hasEngine(config.home) ? '' : `${LLAMA_SETUP} && `;
  return { what, state: isReady ? 'ok' : 'note', detail, fix: `${engine}${download(model, config.home)}` };
}
