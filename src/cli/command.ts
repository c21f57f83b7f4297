/** What a command gets and gives: its own arguments, and an exit code (0 when it gives none). */
export type Command = { run(args: readonly string[]): Promise<number | undefined> };
