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

  it("has the error classes that adapters tell apart, and none of SSM and Lambda", async () => {
    const [output] = Object.values((await bundle).metafile.outputs);
    const inBundle = Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 500 && path.endsWith("/models/errors.js") ? [path.split("/")[2]] : [],
    );
    const alerts = name === "sync" || name === "dispatch" ? ["client-sns"] : [];
    expect(inBundle.sort()).toEqual(["client-dynamodb", "client-secrets-manager", ...alerts]);
  });
});

describe("the bundle of the page, for which somebody waits", () => {
  it("is under 650 KB, and starts nothing and writes nothing", async () => {
    const { code, metafile } = await bundleFunction("page");
    expect(code.byteLength).toBeLessThan(650_000);
    const writers = /client-lambda|settings-editor\.ts|secret-writer\.ts|roster-additions\.ts/;
    const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
    expect(bundled.filter(([path, { bytesInOutput }]) => writers.test(path) && bytesInOutput > 0)).toEqual([]);
  });
});

describe("the bundle of dispatch, which starts every minute", () => {
  it("is under 600 KB", async () => {
    expect((await bundleFunction("dispatch")).code.byteLength).toBeLessThan(600_000);
  });
});
