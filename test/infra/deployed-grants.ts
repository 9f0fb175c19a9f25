import { readFileSync } from "node:fs";
import type { FunctionName } from "#functions/build.ts";
import { env } from "#shared/names.ts";
import { type Grant, grantsOf } from "./grants.ts";
import { resourcesOf, type TemplateJson } from "./synthesised.ts";
import { templateFile } from "./template-text.ts";

/** The template that was reviewed; a test holds it against the stack. */
export function reviewedTemplate(): TemplateJson {
  return JSON.parse(readFileSync(templateFile, "utf8")) as TemplateJson;
}

/**
 * What a function's role allows, written for an environment that has the same resources under other names: the
 * environment in the template tells which resource stands behind which variable.
 */
export function deployedGrants(
  name: FunctionName,
  environment: Readonly<Record<string, string>>,
  template: TemplateJson = reviewedTemplate(),
): readonly Grant[] {
  const functions = Object.entries(resourcesOf(template, "AWS::Lambda::Function"));
  const [, found] = functions.find(([id]) => id.startsWith(`Service${constructId(name)}Function`)) ?? [];
  if (found === undefined) throw new Error(`no function ${name} in the template`);
  const variables = functions.flatMap(([, { Properties }]) =>
    Object.entries((Properties["Environment"] as { readonly Variables: Readonly<Record<string, unknown>> }).Variables),
  );

  const names: Record<string, string> = {};
  const prefixes: [string, string][] = [];
  for (const [variable, value] of variables) {
    const here = environment[variable] ?? "";
    if (typeof value !== "string") names[resourceIn(value)] = here.split(":").at(-1) ?? here;
    if (variable === env.secretPrefix) prefixes.push([`:secret:${value}`, `:secret:${here}`]);
    if (variable === env.parameterPrefix) prefixes.push([`:parameter${value}`, `:parameter${here}`]);
  }
  const { "Fn::GetAtt": [roleId] = [""] } = found.Properties["Role"] as { "Fn::GetAtt"?: [string, string] };
  return grantsOf(template, { roleId, names }).map(({ resource, ...grant }) => ({
    ...grant,
    resource: prefixes.reduce((text, [there, here]) => text.replace(there, here), resource),
  }));
}

/** `page-save` stands in the stack as `PageSave`. */
function constructId(name: FunctionName): string {
  return name.replaceAll(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

function resourceIn(value: unknown): string {
  const { Ref: id, "Fn::GetAtt": attribute } = value as { readonly Ref?: string; readonly "Fn::GetAtt"?: string[] };
  return id ?? attribute?.[0] ?? "";
}
