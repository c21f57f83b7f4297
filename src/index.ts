/** The server as a library: read a configuration, build an app, run calls through its pipeline. */
export { createApp } from './app.ts';
export { type LoadOptions, loadConfig } from './config/load.ts';
export type { App } from './core/app.ts';
export { ERROR_CODES, type ErrorCode, ProviderError } from './core/errors.ts';
export { LOCAL_PRINCIPAL, type ToolCall } from './core/tool.ts';
export { version } from './version.ts';
