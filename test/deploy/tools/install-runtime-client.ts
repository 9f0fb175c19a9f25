import { writeFile } from "node:fs/promises";
import { runTool } from "./run-tool.ts";
import { installedTool } from "./tool-cache.ts";

const version = "4.0.2";

/**
 * Installs AWS's own Node runtime of Lambda, the runtime interface client; returns the module to be run with Node.
 * It compiles native code, which takes minutes the first time, and so has no place among the project's packages.
 */
export async function installRuntimeClient(): Promise<string> {
  const folder = await installedTool({ name: "runtime-client", version }, async (target) => {
    const manifest = {
      private: true,
      dependencies: { "aws-lambda-ric": version },
      allowScripts: { "aws-lambda-ric": true },
    };
    await writeFile(`${target}/package.json`, JSON.stringify(manifest));
    const args = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
    await runTool({ command: "npm", args, cwd: target, timeoutMs: 900_000 });
  });
  return `${folder}/node_modules/aws-lambda-ric/index.mjs`;
}
