import type { FunctionName } from "#functions/build.ts";

/** Loads a built function into this process; it takes its environment from the process at that moment. */
export async function builtHandler<Handler>(name: FunctionName): Promise<Handler> {
  const { href } = new URL(`../../dist/${name}/index.mjs`, import.meta.url);
  const { handler } = (await import(href)) as { readonly handler: Handler };
  return handler;
}
