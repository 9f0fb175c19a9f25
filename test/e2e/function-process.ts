import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { FunctionName } from "#functions/build.ts";

/** How one invocation ended; `not-loaded` when the bundle itself refused to start. */
export type InvocationEnd =
  | { readonly kind: "resolved"; readonly value: unknown }
  | { readonly kind: "rejected" | "not-loaded"; readonly name: string; readonly message: string };

export interface ProcessEnd {
  /** One for each event; none when the process was killed. */
  readonly ends: readonly InvocationEnd[];
  /** Standard output, then standard error, where lines of level ERROR go: the log group gets both. */
  readonly log: string;
  readonly signal: NodeJS.Signals | null;
}

export interface FunctionProcess {
  readonly ended: Promise<ProcessEnd>;
  /** Leaves so many milliseconds to the invocation that is going on. */
  leave(ms: number): void;
  /** As the machine ends a process: no handler runs. */
  kill(): void;
}

interface ProcessOptions {
  readonly name: FunctionName;
  /** The whole environment of the process, and all that it knows of the world. */
  readonly environment: Readonly<Record<string, string>>;
  readonly events: readonly unknown[];
}

/** Starts the built function in a fresh Node process, as Lambda does in a new sandbox. */
export function startFunction({ name, environment, events }: ProcessOptions): FunctionProcess {
  const runner = fileURLToPath(new URL("invoke.ts", import.meta.url));
  const bundle = fileURLToPath(new URL(`../../dist/${name}/index.mjs`, import.meta.url));
  const child = spawn(process.execPath, [runner, bundle, JSON.stringify(events)], {
    env: { AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand", ...environment },
    stdio: ["ignore", "pipe", "pipe", "pipe", "ipc"],
  });
  return { ended: endOf(child), leave: (ms) => child.send(ms), kill: () => child.kill("SIGKILL") };
}

async function endOf(child: ChildProcess): Promise<ProcessEnd> {
  const read = (descriptor: number) => text(child.stdio[descriptor] as Readable);
  const [stdout, stderr, results, signal] = await Promise.all([
    read(1),
    read(2),
    read(3),
    new Promise<NodeJS.Signals | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (_code, with_) => resolve(with_));
    }),
  ]);
  return { ends: results === "" ? [] : (JSON.parse(results) as InvocationEnd[]), log: stdout + stderr, signal };
}
