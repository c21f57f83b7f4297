import { posix, win32 } from 'node:path';
import type { Environment } from '../config/environment.ts';

export const FORMATS = ['json', 'toml', 'yaml'] as const;
export type Format = (typeof FORMATS)[number];
export const PLATFORMS = ['linux', 'darwin', 'win32'] as const;
export type Platform = (typeof PLATFORMS)[number];

/**
 * Where a file is: `/` between its parts, and a folder's name in braces at its start. One text where all platforms
 * agree. `{project}` is the folder that the command runs in; see `folders` for the others.
 */
type Place = string | Readonly<Record<Platform, string>>;

/** A configuration file of a client and where in it its servers stand. */
export type Target = {
  /** The first that exists, else the last. */
  readonly files: readonly Place[];
  /** A variable that moves the folder of the file, and the file's name in there. */
  readonly movedBy?: { readonly variable: string; readonly file: string };
  readonly format: Format;
  /** The keys that lead to the servers. */
  readonly at: readonly string[];
  /** Where an older version of the client keeps them: used when servers stand there and none at `at`. */
  readonly olderAt?: readonly string[];
  /** The servers are a list of entries with a `name`, not a table by name. */
  readonly isList?: boolean;
  /** What a file that is not there yet must hold for the client to accept it. */
  readonly seed?: string;
};

export type Surroundings = {
  readonly platform: Platform;
  readonly home: string;
  readonly workingFolder: string;
  readonly environment: Environment;
};

const target =
  (format: Format) =>
  (files: Place | readonly Place[], at: readonly string[], more: Partial<Target> = {}): Target => ({
    files: isList(files) ? files : [files],
    format,
    at,
    ...more,
  });
const isList = (files: Place | readonly Place[]): files is readonly Place[] => Array.isArray(files);

/** JSON, with comments and trailing commas where the client allows them. */
export const inJson = target('json');
export const inToml = target('toml');
export const inYaml = target('yaml');

/** A file in the settings folder of VS Code. */
export const inCodeFolder = (file: string, edition = 'Code'): Place => ({
  linux: `{config}/${edition}/User/${file}`,
  darwin: `{home}/Library/Application Support/${edition}/User/${file}`,
  win32: `{roaming}/${edition}/User/${file}`,
});

/** The paths at which a client may keep the file on this platform, absolute, the likeliest last. */
export function pathsOf({ files, movedBy }: Target, surroundings: Surroundings): readonly string[] {
  const { platform, environment, workingFolder } = surroundings;
  const { join, resolve } = platform === 'win32' ? win32 : posix;
  const moved = movedBy === undefined ? undefined : environment[movedBy.variable];
  if (movedBy !== undefined && moved) return [resolve(workingFolder, moved, movedBy.file)];
  const roots = folders(surroundings);
  return files.map((place) => {
    const [first = '', ...rest] = (typeof place === 'string' ? place : place[platform]).split('/');
    return join(roots[first] ?? first, ...rest);
  });
}

function folders({ platform, home, environment, workingFolder }: Surroundings): Readonly<Record<string, string>> {
  const { join, isAbsolute } = platform === 'win32' ? win32 : posix;
  const xdg = environment.XDG_CONFIG_HOME;
  return {
    '{project}': workingFolder,
    '{home}': home,
    // A relative one is to be ignored (https://specifications.freedesktop.org/basedir-spec).
    '{config}': platform !== 'win32' && xdg && isAbsolute(xdg) ? xdg : join(home, '.config'),
    '{roaming}': environment.APPDATA || join(home, 'AppData', 'Roaming'),
    '{local}': environment.LOCALAPPDATA || join(home, 'AppData', 'Local'),
  };
}
