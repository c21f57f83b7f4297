/** Below it stand the files of the page, and the streams. */
export const VOICE_PATH = '/voice';

/** `/voice`, `/voice/` and the files beside it, but not the streams. */
export const isOfVoicePage = (path: string): boolean => /^\/voice(?:\/[\w.-]*)?$/.test(path);
