import { once } from "node:events";
import type { RingCentralSimulator } from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import type { World } from "./world.ts";

/** Prints what a program needs to use the simulators, and keeps them up until the process is interrupted. */
export async function printEnvironment({
  world,
  ringCentral,
  print,
}: {
  readonly world: World;
  readonly ringCentral: RingCentralSimulator;
  readonly print: (text: string) => void;
}): Promise<void> {
  const lines = Object.entries(world.aws.environment).map(([name, value]) => `export ${name}='${value}'`);
  print(`\n# RingCentral: ${ringCentral.platformUrl}  RingCX: ${ringCentral.ringCxUrl}`);
  print(
    `# Paste this into a shell; the AWS SDKs and command-line tools then talk to the sandbox.\n${lines.join("\n")}`,
  );
  print("\nCtrl-C ends the sandbox.");
  const keepAlive = setInterval(() => undefined, 60_000);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  clearInterval(keepAlive);
}
