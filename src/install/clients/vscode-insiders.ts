import { defineClient } from '../client.ts';
import { inCodeFolder, inJson } from '../target.ts';
import vscode from './vscode.ts';

export default defineClient({
  ...vscode,
  id: 'vscode-insiders',
  name: 'VS Code Insiders',
  user: inJson(inCodeFolder('mcp.json', 'Code - Insiders'), ['servers']),
});
