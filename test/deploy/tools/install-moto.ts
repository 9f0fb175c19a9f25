import { runTool } from "./run-tool.ts";
import { installedTool } from "./tool-cache.ts";

const requirements = ["moto[server]==5.2.5", "boto3==1.44.5", "botocore==1.44.5", "awscli==1.46.3"];

/** Installs the AWS emulator with the AWS SDK for Python and the AWS CLI; returns the Python that has them. */
export async function installMoto(): Promise<string> {
  const folder = await installedTool({ name: "moto", version: requirements.join(" ") }, async (target) => {
    await runTool({ command: "python3", args: ["-m", "venv", `${target}/venv`], timeoutMs: 120_000 });
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
    await runTool({ command: `${target}/venv/bin/python`, args: [...pip, ...requirements], timeoutMs: 600_000 });
  });
  return `${folder}/venv/bin/python`;
}
