import { describe, expect, it } from "vitest";
import { bundleFunction, functionNames } from "#functions/build.ts";
import { bundledPackages } from "./layers.ts";

describe.each(functionNames)("the bundle of %s", (name) => {
  const bundle = bundleFunction(name);

  it("takes credentials from the environment and carries no other way to get some", async () => {
    const { metafile } = await bundle;
    expect(Object.keys(metafile.inputs)).toContain("functions/environment-credentials.ts");
    const others = [...bundledPackages(metafile)].filter((one) => /credential-provider|nested-clients|imds/.test(one));
    expect(others).toEqual([]);
  });

  it("has the error classes that adapters tell apart, and none of SSM, Lambda and SNS", async () => {
    const [output] = Object.values((await bundle).metafile.outputs);
    const inBundle = Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 500 && path.endsWith("/models/errors.js") ? [path.split("/")[2]] : [],
    );
    const secrets = name === "page-approve" ? [] : ["client-secrets-manager"];
    expect(inBundle.sort()).toEqual(["client-dynamodb", ...secrets]);
  });
});

describe("the bundle of the page, for which somebody waits", () => {
  // Parts of the adapters that write for people: a secret, the settings, a user made by hand.
  const writers = /PutSecretValue|:seen_|createdBy:\w+,updatedAt:\w+,updatedBy:\w+}/g;
  const writersIn = (code: Uint8Array) => new Set(Buffer.from(code).toString().match(writers)).size;

  it("is under 690 KB, and starts nothing and writes nothing", async () => {
    const { code, metafile } = await bundleFunction("page");
    expect(code.byteLength).toBeLessThan(690_000);
    expect(bundledPackages(metafile)).not.toContain("@aws-sdk/client-lambda");
    expect(writersIn(code)).toBe(0);
    expect(writersIn((await bundleFunction("page-save")).code)).toBe(3);
  });
});

describe("the bundle that approves", () => {
  it("can reach tables, and neither secrets, parameters nor other functions", async () => {
    const { metafile } = await bundleFunction("page-approve");
    const clients = [...bundledPackages(metafile)].filter((one) => one.startsWith("@aws-sdk/client-"));
    expect(clients).toEqual(["@aws-sdk/client-dynamodb"]);
  });
});

describe("the bundle of dispatch, which starts every minute", () => {
  it("is under 600 KB", async () => {
    expect((await bundleFunction("dispatch")).code.byteLength).toBeLessThan(600_000);
  });
});
