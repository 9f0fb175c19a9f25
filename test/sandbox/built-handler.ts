import { randomUUID } from "node:crypto";
import type { FunctionName } from "#functions/build.ts";

/** Loads a built function into this process, each time anew: it takes its environment from the process at that moment. */
export async function builtHandler<Handler>(name: FunctionName): Promise<Handler> {
  const { href } = new URL(`../../dist/${name}/index.mjs?${randomUUID()}`, import.meta.url);
  const { handler } = (await import(href)) as { readonly handler: Handler };
  return handler;
}
