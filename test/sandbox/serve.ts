import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { sandboxFile } from "#functions/cli/connection.ts";
import { startPageConsole } from "./console/page-console.ts";
import { connectionVariables } from "./real-account.ts";
import type { Connection } from "./seed-tenant.ts";
import type { World } from "./world.ts";

interface Sandbox {
  readonly world: World;
  readonly connection: Connection;
  readonly print: (text: string) => void;
}

const minuteMs = 60_000;

/**
 * Keeps the simulators up until the process is interrupted, with a tick of the schedule every minute; prints what a
 * program needs to use them, and writes it down for `user-sync --sandbox`.
 */
export async function serve({ world, connection, print }: Sandbox): Promise<void> {
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
  print("\nnpx user-sync <command> --sandbox uses it as well. Ctrl-C ends the sandbox.");
  const dashboard = await startPageConsole();
  print(`\nThe page, on a simulated CloudWatch dashboard: ${dashboard.url}`);
  const ticks = setInterval(() => {
    world.tick(new Date().toISOString()).catch((error: unknown) => print(`The tick failed: ${String(error)}`));
  }, minuteMs);
  try {
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  } finally {
    clearInterval(ticks);
    await dashboard.close();
    await rm(sandboxFile, { force: true });
  }
}
