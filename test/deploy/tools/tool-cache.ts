import { constants } from "node:fs";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const cache = fileURLToPath(new URL("../../../.cache/deploy/", import.meta.url));

/**
 * The folder of a tool, installed unless it is there in this very version.
 * @param install fills the folder, which is new and empty
 */
export async function installedTool(
  tool: { readonly name: string; readonly version: string },
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = `${cache}${tool.name}`;
  // Written last: a folder without it is an installation that was cut short.
  const seal = `${folder}/installed-version`;
  const found = await readFile(seal, "utf8").catch(() => undefined);
  if (found === tool.version) return folder;
  const started = performance.now();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await install(folder);
  await writeFile(seal, tool.version);
  console.log(`installed ${tool.name} ${tool.version} in ${Math.round((performance.now() - started) / 1000)} s`);
  return folder;
}

const neededCommands: Readonly<Record<string, string>> = {
  python3: "Python 3.10 or newer with venv (Debian: python3, python3-venv)",
  npm: "npm",
  cmake: "cmake, make and a C++ compiler, for the Lambda runtime interface client (Debian: cmake, g++)",
  make: "make (Debian: make)",
  "g++": "a C++ compiler (Debian: g++)",
  timeout: "GNU coreutils",
};
const javaCommands: Readonly<Record<string, string>> = {
  java: "Java 17 or newer, for DynamoDB Local (Debian: openjdk-17-jre-headless)",
  mvn: "Maven, to install DynamoDB Local (Debian: maven)",
};

/** @throws Error that names everything that has to be installed by hand */
export async function requireCommands(): Promise<void> {
  const missing: string[] = [];
  for (const [command, what] of Object.entries({ ...neededCommands, ...javaCommands })) {
    if (!(await isOnPath(command))) missing.push(`${command}: install ${what}`);
  }
  if (process.platform !== "linux") missing.push("Linux: the Lambda runtime interface emulator is a Linux program");
  if (missing.length > 0) throw new Error(`The deployed proof needs:\n  ${missing.join("\n  ")}`);
}

async function isOnPath(command: string): Promise<boolean> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const found = await access(join(folder, command), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
