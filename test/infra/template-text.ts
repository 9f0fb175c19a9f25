import { fileURLToPath } from "node:url";
import type { Resource, TemplateJson } from "./synthesised.ts";
import { synthesised } from "./synthesised.ts";

/** The template that reviewers read and whose changes they see. */
export const templateFile = fileURLToPath(new URL("template.json", import.meta.url));

/** The template of a deployment with an alert e-mail, as text, without what says nothing to a reader. */
export async function templateText(): Promise<string> {
  const { json } = await synthesised({ alertEmail: "ops@example.com" });
  return `${JSON.stringify(readable(json), undefined, 2)}\n`;
}

function readable({ Resources, Outputs }: TemplateJson) {
  const resources = Object.entries(Resources).map(([id, resource]) => [id, withoutMetadata(resource)]);
  // Asset hashes change with every change of the code, which is not what this file is about.
  const text = JSON.stringify({ Resources: Object.fromEntries(resources), Outputs });
  return JSON.parse(text.replaceAll(/[0-9a-f]{64}\.zip/g, "<asset>.zip")) as unknown;
}

/** Metadata tells paths of constructs and of files, for tools. */
function withoutMetadata({ Metadata: _, ...resource }: Resource): Omit<Resource, "Metadata"> {
  return resource;
}
