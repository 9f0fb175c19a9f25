import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** How the command line ended in a pipe. */
export interface Ended {
  /** `null`: killed by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Place {
  /** The folder that holds `.sandbox/environment.json`. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export const program = fileURLToPath(new URL("../../functions/cli/index.ts", import.meta.url));
export const deadlineMs = 25_000;

/** All that a process of the command line knows of the world; what Node compiled is kept, or each start takes a second. */
export function environmentOf({ environment }: Place): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: "/nonexistent",
    NODE_COMPILE_CACHE: join(tmpdir(), "user-sync-compile-cache"),
    ...environment,
  };
}

/** Starts `user-sync` with its three streams in pipes. */
export function startPiped(args: readonly string[], place: Place): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [program, ...args], {
    cwd: place.folder,
    env: environmentOf(place),
    timeout: deadlineMs,
  });
}

/** Runs `user-sync` in pipes, with `input` as all of its standard input. */
export async function runPiped(args: readonly string[], place: Place & { readonly input?: string }): Promise<Ended> {
  const child = startPiped(args, place);
  // A program that does not want its input may have closed it.
  child.stdin.on("error", () => undefined);
  child.stdin.end(place.input ?? "");
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    }),
  ]);
  return { code, stdout, stderr };
}
