import { readFile } from "node:fs/promises";
import { runTool } from "./tools/run-tool.ts";

const readme = new URL("../../README.md", import.meta.url);

/** What the README's section "Deploy" has an operator type, word for word, without `npm` and `cdk`. */
export interface ReadmeCommands {
  /** A shell function that the others use. */
  readonly preparation: string;
  readonly putSecret: string;
  readonly putTenant: string;
  readonly dryRun: string;
  readonly showChanges: string;
  readonly enable: string;
}

/** @throws Error when the README has other commands than these */
export async function readmeCommands(): Promise<ReadmeCommands> {
  const text = await readFile(readme, "utf8");
  const [, section = ""] = text.split("\n## Deploy\n");
  const lines = (section.split("\n## ")[0] ?? "").split("\n");
  const only = (beginning: string): string => {
    const [line, ...others] = lines.filter((candidate) => candidate.startsWith(beginning));
    if (line === undefined || others.length > 0) throw new Error(`README, Deploy: not exactly one line "${beginning}"`);
    return line;
  };
  return {
    preparation: only("out() {"),
    putSecret: only("aws secretsmanager put-secret-value "),
    putTenant: only("aws dynamodb batch-write-item "),
    dryRun: only("aws lambda invoke "),
    showChanges: only("aws dynamodb query "),
    enable: only("aws dynamodb update-item "),
  };
}

/** Runs commands of the README in a folder that has their `report/`; returns what they print. */
export async function runCommands(
  commands: readonly string[],
  where: { readonly folder: string; readonly environment: Readonly<Record<string, string>> },
): Promise<string> {
  return runTool({
    command: "bash",
    args: ["-euo", "pipefail", "-c", commands.join("\n")],
    cwd: where.folder,
    environment: where.environment,
    timeoutMs: 120_000,
  });
}
