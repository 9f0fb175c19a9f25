import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { ensureBuilt } from "#test/e2e/built-functions.ts";
import { parseConfiguration } from "../../infra/configuration.ts";
import { UserSyncStack } from "../../infra/user-sync-stack.ts";

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: unknown;
}

/** A template as far as tests look into it. */
export interface TemplateJson {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown; readonly Description?: string }>>;
}

/** An app with the feature flags of cdk.json, which the CDK command line would hand to it. */
export function appLikeDeployed(outdir: string): App {
  const { context } = JSON.parse(readFileSync(new URL("../../cdk.json", import.meta.url), "utf8")) as {
    context: Record<string, unknown>;
  };
  return new App({ context, outdir, autoSynth: false });
}

/** The stack of a configuration, which is given like in the CDK context. Builds the functions where that is due. */
export async function synthesised(values: Readonly<Record<string, unknown>> = {}) {
  await ensureBuilt();
  const outdir = await mkdtemp(join(tmpdir(), "user-sync-template-"));
  try {
    const stack = new UserSyncStack(appLikeDeployed(outdir), "user-sync", {
      configuration: parseConfiguration(values),
    });
    const template = Template.fromStack(stack);
    return { template, json: template.toJSON() as TemplateJson };
  } finally {
    await rm(outdir, { recursive: true });
  }
}

/** The resources of a type, by logical id. */
export function resourcesOf({ Resources }: TemplateJson, type: string): Readonly<Record<string, Resource>> {
  return Object.fromEntries(Object.entries(Resources).filter(([, resource]) => resource.Type === type));
}
