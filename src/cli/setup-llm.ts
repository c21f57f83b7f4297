import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { App } from '../core/app.ts';
import { findProgram } from '../core/find-program.ts';
import { binaryPackage, engineFolder, hasEngine, LLAMA_PACKAGE, LLAMA_VERSION } from '../local/llama/engine-folder.ts';
import { ownModels } from '../local/llama/find-models.ts';
import { modelFor, sizeText, thisMachine } from '../local/llama/machine.ts';
import { MODEL_VARIABLES, modelsOnMachine } from '../local/llama/models.ts';
import type { SmallModel } from '../local/llama/small-models.ts';
import type { SetUp } from './setup-parts.ts';

const SHOWN = 6;

/** Installs what runs GGUF models into a folder of its own, and says which models are there or how to get one. */
export async function llm({ app, say }: SetUp): Promise<boolean> {
  const folder = engineFolder(app.config.home);
  if (hasEngine(app.config.home)) say(`What runs GGUF models is there: ${folder}`);
  else if (!(await install(folder, app, say))) return false;
  await sayModels(app, say);
  return true;
}

async function install(folder: string, { config }: App, say: SetUp['say']): Promise<boolean> {
  const binary = binaryPackage();
  if (binary === undefined) {
    say(`${LLAMA_PACKAGE} has no built library for ${process.platform} on ${process.arch}. Use Ollama or llama.cpp.`);
    return false;
  }
  const npm = findProgram([process.platform === 'win32' ? 'npm.cmd' : 'npm'], config.variable('PATH'));
  if (npm === undefined) {
    say('npm is not on the PATH; it comes with Node (https://nodejs.org).');
    return false;
  }
  say(`Installing ${LLAMA_PACKAGE} ${LLAMA_VERSION} with ${binary}, about 85 MB, to ${folder} …`);
  // Under another name until it is whole: what was broken off is never taken for an engine.
  const begun = `${folder}.${process.pid}`;
  mkdirSync(begun, { recursive: true });
  const dependencies = { [LLAMA_PACKAGE]: LLAMA_VERSION, [binary]: LLAMA_VERSION };
  writeFileSync(join(begun, 'package.json'), JSON.stringify({ private: true, dependencies }));
  try {
    const status = await run(npm, begun);
    if (status !== 0) {
      say(`npm ended with ${status}; what it says is above. Without a network, copy ${folder} from another machine.`);
      return false;
    }
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(begun, folder);
    say('It is there.');
    return hasEngine(config.home);
  } catch (thrown) {
    // Somebody else was quicker.
    if (hasEngine(config.home)) return true;
    say(thrown instanceof Error ? thrown.message : String(thrown));
    return false;
  } finally {
    rmSync(begun, { recursive: true, force: true });
  }
}

/** No scripts run, and no library of another system or for graphics of 500 MB is fetched. */
const ARGUMENTS = [
  'install',
  '--ignore-scripts',
  '--omit=optional',
  '--prefer-offline',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--loglevel=error',
];

const run = (npm: string, folder: string): Promise<number | string> =>
  new Promise((resolve) => {
    // npm.cmd can only be started by a shell; nothing of ours is in the line but constants.
    const isWindows = process.platform === 'win32';
    const child = spawn(isWindows ? `"${npm}"` : npm, ARGUMENTS, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: isWindows,
    });
    child.once('error', (error) => resolve(error.message));
    child.once('close', (status) => resolve(status ?? 'a signal'));
  });

async function sayModels({ config, log }: App, say: SetUp['say']): Promise<void> {
  const host = { dataFolder: config.home, log, variable: config.variable };
  const models = await modelsOnMachine(host, config.discover);
  for (const { name, bytes, owner, path } of models.slice(0, SHOWN)) {
    say(`  gguf-file/${name}  ${sizeText(bytes)}, ${owner === 'you' ? path : owner}`);
  }
  if (models.length > SHOWN) say(`  and ${models.length - SHOWN} more (find_models lists them)`);
  if (models.length > 0) return;
  const fitting = modelFor(await thisMachine(config.variable('PATH')));
  say(`No model file is there. Set ${MODEL_VARIABLES[0]} to one that you have.`);
  if (fitting !== undefined)
    say(`${fitting.ollama} (${sizeText(fitting.bytes)}) suits this machine:\n  ${download(fitting, config.home)}`);
}

/** The command that gets a model's file to where it is found. */
export function download({ gguf }: SmallModel, home: string): string {
  const name = gguf.slice(gguf.lastIndexOf('/') + 1);
  return `curl -L --create-dirs -o "${join(ownModels(home), name)}" ${gguf}`;
}
