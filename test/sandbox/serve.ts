import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { sandboxFile } from "#functions/cli/connection.ts";
import { connectionVariables } from "./real-account.ts";
import type { Connection } from "./seed-tenant.ts";
import type { World } from "./world.ts";

/**
 * Prints what a program needs to use the simulators, writes it down for `user-sync --sandbox`, and keeps them up until
 * the process is interrupted.
 */
export async function printEnvironment({
  world,
  connection,
  print,
}: {
  readonly world: World;
  readonly connection: Connection;
  readonly print: (text: string) => void;
}): Promise<void> {
  const account = Object.entries(connection).map(
    ([name, value]) => [connectionVariables[name as keyof Connection], value] as const,
  );
  const lines = [...Object.entries(world.aws.environment), ...account].map(
    ([name, value]) => `export ${name}='${value}'`,
  );
  print(
    "\n# Paste this into a shell: the AWS SDKs and command-line tools, and npm start -- --ringcentral, then use the sandbox.",
  );
  print(lines.join("\n"));
  await mkdir(dirname(sandboxFile), { recursive: true });
  await writeFile(sandboxFile, JSON.stringify(world.aws.environment, undefined, 2), { mode: 0o600 });
  print("\nnpx user-sync <command> --sandbox uses it, too. Ctrl-C ends the sandbox.");
  const keepAlive = setInterval(() => undefined, 60_000);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  clearInterval(keepAlive);
  await rm(sandboxFile, { force: true });
}
