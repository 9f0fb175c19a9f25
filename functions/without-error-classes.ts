import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const schemas = /@aws-sdk[/\\]client-(?:ssm|lambda|sns)[/\\]dist-es[/\\]schemas[/\\]schemas_0\.js$/;
const registration = /^n0_registry\.registerError\(/gm;

/**
 * Leaves the error classes of SSM, Lambda and SNS out of a bundle: each client registers a class and a schema for every
 * error of all its operations, 100 KB of which the adapters use nothing. Such an error then is the client's base error
 * with the same name, message and status, which is all that retries and log lines look at. The clients whose classes
 * an adapter tells apart (DynamoDB, Secrets Manager) stay whole.
 *
 * @throws fails the build when the SDK registers its errors in another way, so that nobody believes it still works
 */
export const withoutErrorClasses: Plugin = {
  name: "without-error-classes",
  setup(build) {
    build.onLoad({ filter: schemas }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.replaceAll(registration, "/* @__PURE__ */ $&");
      if (contents === source) throw new Error(`${path} registers no errors as it used to`);
      return { contents, loader: "js" };
    });
  },
};
