import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const runner = fileURLToPath(new URL("run-bundle.mjs", import.meta.url));

/** What one run of a bundle took in a process of its own, from the call of the handler to its end. */
export interface BundleRun<Summary> {
  readonly summary: Summary;
  readonly wallMs: number;
  /** User and system time of the process, its garbage collection included. */
  readonly cpuMs: number;
  /** Highest resident memory of the process, in bytes, from its start on. */
  readonly peakBytes: number;
}

type Message<Summary> = Omit<BundleRun<Summary>, "summary"> & { readonly summary?: Summary; readonly failure?: string };

export interface BundleRequest {
  readonly bundle: URL;
  readonly event: unknown;
  readonly environment: Readonly<Record<string, string>>;
  /** Memory of the simulated Lambda function; decides the limits of the heap. */
  readonly memoryMb: number;
  /** Further options of Node, e.g. for a profile. */
  readonly nodeOptions?: readonly string[];
}

/** Runs a built bundle once in a fresh process. @throws when the run fails or the process dies */
export async function runBundle<Summary>(request: BundleRequest): Promise<BundleRun<Summary>> {
  const { bundle, event, environment, memoryMb, nodeOptions = [] } = request;
  const child = fork(runner, [bundle.href, JSON.stringify(event)], {
    env: { ...environment },
    execArgv: [...heapLimits(memoryMb), ...nodeOptions],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const message = await new Promise<Message<Summary>>((resolve, reject) => {
    let told: Message<Summary> | undefined;
    child.on("message", (value) => {
      told = value as Message<Summary>;
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (told === undefined) reject(new Error(`the bundle's process ended with ${signal ?? code} and told nothing`));
      else resolve(told);
    });
  });
  const { summary, failure, ...cost } = message;
  if (summary === undefined) throw new Error(`the run failed: ${failure}`);
  return { summary, ...cost };
}

/** The limits that Lambda's Node runtime derives from the function's memory. */
function heapLimits(memoryMb: number): readonly string[] {
  const newSpace = Math.floor(memoryMb / 10);
  return [`--max-semi-space-size=${Math.floor(newSpace / 2)}`, `--max-old-space-size=${memoryMb - newSpace}`];
}
