/** The server as a library: build an app, call its tools, or serve it. */
export { createApp } from './app.ts';
export { type LoadOptions, loadConfig } from './config/load.ts';
export type { App } from './core/app.ts';
export { ERROR_CODES, type ErrorCode, ProviderError } from './core/errors.ts';
export { defineProvider, type ProviderDefinition } from './core/provider.ts';
export { defineTool, LOCAL_PRINCIPAL, type ToolCall, type ToolDefinition } from './core/tool.ts';
export { version } from './version.ts';
