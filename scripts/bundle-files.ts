import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, join, posix, relative, sep } from 'node:path';
import { rolldown } from 'rolldown';
import packageJson from '../package.json' with { type: 'json' };

/** Path in the bundle → its bytes. */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

export type BundleOptions = {
  /** The checkout, built. */
  readonly root: string;
  /** With the packages that embedded engines need, as they are installed here: such a bundle is for this platform alone. */
  readonly withEngines: boolean;
};

/** Entries that other programs import; a host of bundles starts the server and nothing else. */
const LIBRARY = /^(?:index|langchain|llamaindex)\.js$/;

/** What packages load or read that no import leads to. */
const DATA = [
  'node_modules/pdfjs-dist/{cmaps,standard_fonts,wasm}/*',
  // Its modules are handed their `require` as an argument.
  'node_modules/jsonc-parser/lib/umd/**/*.js',
];

/** It draws before it reads, so it comes with the engines: its worker, what that computes with, and English. */
const OCR = 'tesseract.js';
const OCR_WORKER = 'node_modules/tesseract.js/src/worker-script/node/index.js';
const OCR_DATA = ['node_modules/tesseract.js-core/*.wasm', 'node_modules/@tesseract.js-data/eng/4.0.0_best_int/*'];
/** The decoder of Opus loads it only for those who ask it to enhance speech; nobody here does, and it is a quarter of all. */
const NEVER_LOADED = '@wasm-audio-decoders/opus-ml';
/** Of these only the one build for this machine is of use. */
const BINARIES = /\/onnxruntime-node\/bin\/napi-v\d+\/(?<platform>\w+)\/(?<cpu>\w+)\//;
/** What people read, and what only compilers and browsers do. */
const LEFT_OUT = /\.(?:map|d\.[cm]?ts|md|markdown|html)$|\/(?:tests?|docs|examples|\.github)\//i;
const NOTICES = '{LICEN[CS]E*,COPYING*,NOTICE*,licen[cs]e*}';

/** Everything that the server needs at run time, and nothing else, at the paths it has in a checkout. */
export async function bundleFiles({ root, withEngines }: BundleOptions): Promise<BundleFiles> {
  const code = await codeFiles(root, withEngines);
  const own = ['LICENSE', ...ownCode(root), ...globSync('dist/voice-page/*', { cwd: root })];
  const data = [...DATA, ...(withEngines ? OCR_DATA : [])].flatMap((pattern) => globSync(pattern, { cwd: root }));
  const engines = withEngines ? engineFolders(root).flatMap((folder) => filesOf(root, folder)) : [];
  const needed = [...code, ...data, ...engines].map((path) => path.replaceAll(sep, '/'));
  const folders = new Set(needed.flatMap((path) => packageFolder(path) ?? []));
  const described = [
    ...needed.flatMap((path) => descriptionsOf(root, path)),
    ...[...folders].flatMap((folder) => globSync(`${folder}/${NOTICES}`, { cwd: root })),
  ];
  const paths = [...new Set([...own, ...needed, ...described].map((path) => path.replaceAll(sep, '/')))].sort();
  return new Map([
    ['manifest.json', manifestFor(root, withEngines)],
    ['package.json', ownPackage(root, folders)],
    ...paths.map((path) => [path, readFileSync(join(root, path))] as const),
  ]);
}

const ownCode = (root: string): readonly string[] =>
  globSync('dist/*.js', { cwd: root }).filter((path) => !LIBRARY.test(basename(path)));

/**
 * The files of packages that the built server can come to load, found by the bundler, which follows every import and require
 * that names one. Optional packages and peers are left alone: they load on first use, and their absence is told.
 */
async function codeFiles(root: string, withEngines: boolean): Promise<readonly string[]> {
  const optional = [packageJson.optionalDependencies, packageJson.peerDependencies].flatMap((names) =>
    Object.keys(names),
  );
  const left = [...optional, NEVER_LOADED, ...(withEngines ? [] : [OCR])];
  const found = new Set<string>();
  const graph = await rolldown({
    input: [...ownCode(root), ...(withEngines ? [OCR_WORKER] : [])].map((path) => join(root, path)),
    platform: 'node',
    treeshake: false,
    external: (id: string) => left.some((name) => id === name || id.startsWith(`${name}/`)),
    // What is missing is for a browser or another system; what is needed and missing the test of the bundle finds.
    logLevel: 'silent',
    plugins: [{ name: 'found', moduleParsed: ({ id }) => void found.add(id) }],
  });
  await graph.generate({ format: 'esm' });
  await graph.close();
  return [...found].filter((id) => id.startsWith(root)).map((id) => relative(root, id));
}

/** `node_modules/a/node_modules/@b/c` of a path in it. */
const packageFolder = (path: string): string | undefined =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];

/** The files that tell Node what a file of a package is: the package's own, and those that some keep in folders below. */
function descriptionsOf(root: string, path: string): readonly string[] {
  const top = packageFolder(path);
  const found: string[] = [];
  for (let folder = posix.dirname(path); top !== undefined && folder.startsWith(top); folder = posix.dirname(folder)) {
    if (existsSync(join(root, folder, 'package.json'))) found.push(`${folder}/package.json`);
  }
  return found;
}

/** The folders of the optional packages that are installed, and of what these need in turn. */
function engineFolders(root: string): readonly string[] {
  const folders = new Set<string>();
  const visit = (names: readonly string[], from: string): void => {
    for (const name of names) {
      const folder = [from, '.']
        .map((at) => posix.join(at, 'node_modules', name))
        .find((at) => existsSync(join(root, at)));
      // What a package of ours asks for and is not there is for other systems.
      if (folder === undefined && from === '.') throw new Error(`${name} is not installed; run npm ci.`);
      if (folder === undefined || folders.has(folder)) continue;
      folders.add(folder);
      const own = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      visit(Object.keys({ ...own.dependencies, ...own.optionalDependencies }), folder);
    }
  };
  visit(Object.keys(packageJson.optionalDependencies), '.');
  return [...folders];
}

function filesOf(root: string, folder: string): readonly string[] {
  const paths = globSync(`${folder}/**/*`, { cwd: root, exclude: (path) => path === `${folder}/node_modules` });
  return paths.filter((path) => {
    const { platform, cpu } = BINARIES.exec(path)?.groups ?? {};
    return (
      statSync(join(root, path)).isFile() &&
      !LEFT_OUT.test(path.slice(folder.length)) &&
      (platform === undefined || (platform === process.platform && cpu === process.arch))
    );
  });
}

const json = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);

const WITHOUT_ENGINES =
  ' This bundle is the small one for every platform: embedding, speech and OCR of this machine are in the one with engines.';

function manifestFor(root: string, withEngines: boolean): Uint8Array {
  const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8'));
  if (withEngines) manifest.compatibility.platforms = [process.platform];
  else manifest.long_description += WITHOUT_ENGINES;
  return json(manifest);
}

/** Names what is in the bundle, so that npm adds a missing engine to it without taking away what is there. */
function ownPackage(root: string, folders: ReadonlySet<string>): Uint8Array {
  const { name, version, type, license, engines } = packageJson;
  const dependencies = [...folders]
    .filter((folder) => folder.lastIndexOf('node_modules') === 0)
    .sort()
    .map((folder) => [
      folder.slice('node_modules/'.length),
      JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).version,
    ]);
  return json({
    name,
    version,
    private: true,
    isBundle: true,
    type,
    license,
    engines,
    dependencies: Object.fromEntries(dependencies),
  });
}
