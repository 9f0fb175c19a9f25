import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { account, type EmulatedAws, region } from "./emulated-aws.ts";
import type { FunctionConfiguration } from "./running-function.ts";
import { runTool } from "./tools/run-tool.ts";

const folders = fileURLToPath(new URL("../../.cache/deploy/code/", import.meta.url));

/** A deployed function as Lambda has it, its code unpacked. */
export interface FetchedFunction {
  readonly configuration: FunctionConfiguration;
  readonly folder: string;
}

/**
 * Fetches a function's configuration and code. The link to the code that moto gives leads nowhere, but ends with the key
 * of the object that the function was made of.
 * @throws Error when the code is not the one of which the function tells the digest
 */
export async function fetchFunction(
  aws: EmulatedAws,
  { name, python }: { readonly name: string; readonly python: string },
): Promise<FetchedFunction> {
  const found = (await aws.call("lambda", "get_function", { FunctionName: name })) as unknown as {
    Configuration: FunctionConfiguration;
    Code: { Location: string };
  };
  const { Configuration: configuration } = found;
  const Key = new URL(found.Code.Location).pathname.slice(1);
  const Bucket = `cdk-hnb659fds-assets-${account}-${region}`;
  const { Body } = await aws.call("s3", "get_object", { Bucket, Key });
  const zip = Buffer.from(String(Body), "base64");
  if (createHash("sha256").update(zip).digest("base64") !== configuration.CodeSha256)
    throw new Error(`the code of ${name} is not the one that was deployed`);
  const folder = `${folders}${name}`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}.zip`, zip);
  await runTool({ command: python, args: ["-m", "zipfile", "-e", `${folder}.zip`, folder], timeoutMs: 60_000 });
  return { configuration, folder };
}
