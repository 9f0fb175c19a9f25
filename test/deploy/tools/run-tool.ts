import { spawn } from "node:child_process";

interface ToolRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Beyond the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/**
 * Runs a command to its end and returns what it wrote to standard output.
 * @throws Error with the last lines of its output, when it fails or takes longer than it may
 */
export async function runTool({ command, args, cwd, environment, timeoutMs }: ToolRun): Promise<string> {
  const shown = [command.split("/").at(-1), ...args].join(" ").slice(0, 200);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    });
    let output = "";
    let all = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      all += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      all += chunk.toString();
    });
    child.on("error", (error) => reject(new Error(`${shown}: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${shown} ended with ${signal ?? `exit code ${code}`}:\n${all.slice(-4000)}`));
    });
  });
}
