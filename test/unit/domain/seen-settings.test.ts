import { describe, expect, it } from "vitest";
import { mergeSettings } from "#shared/domain/merged-settings.ts";
import { seenSettings } from "#shared/domain/seen-settings.ts";

const seen = (item: Readonly<Record<string, unknown>>, parameters: Readonly<Record<string, string>> = {}) =>
  seenSettings(mergeSettings({ item, parameters }).values);
const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln";

describe("the settings that are remembered", () => {
  it("hold no secrets, wherever they were written", () => {
    const { values } = seen(
      {
        clientSecret: "s3cr3t",
        note: token,
        deep: { jwt: "s3cr3t", list: [{ password: "s3cr3t" }, token] },
        baseUrl: "https://me:s3cr3t@platform.ringcentral.com/?key=s3cr3t",
      },
      { api_key: "s3cr3t" },
    );
    expect(JSON.stringify(values)).not.toMatch(/s3cr3t|eyJ/u);
    expect(Object.keys(values)).toEqual(["api_key", "baseUrl", "clientSecret", "deep", "note"]);
  });

  it("keep everything else as it is, e-mail patterns included", () => {
    const item = { mode: "plan", maxDeactivations: 5, ignoredPeople: ["*@test.example.com"], serviceEnabled: true };
    expect(seen({ tenantId: "t", ...item }).values).toEqual(item);
  });

  it("keep the length of what is too long", () => {
    expect(seen({ pilotPeople: "x".repeat(50_000) }).values.pilotPeople).toBe("(50002 characters)");
  });

  it("can be kept whatever a person has typed", () => {
    const odd = { a: 10n ** 30n, b: new Uint8Array(3), c: new Set(["y", "x"]), d: Number.NaN, e: null, f: [undefined] };
    expect(seen(odd).values).toEqual({
      a: "1000000000000000000000000000000",
      b: "(3 bytes)",
      c: ["x", "y"],
      d: "NaN",
      e: null,
      f: ["(undefined)"],
    });
  });
});

describe("their fingerprint", () => {
  const { fingerprint } = seen({ mode: "plan", clientId: "a" });

  it("does not depend on the order or on what is empty", () => {
    expect(seen({ clientId: "a", mode: "plan", maxDeactivations: "" }).fingerprint).toBe(fingerprint);
  });

  it("tells a value, a name and a parameter from another", () => {
    const others = [
      seen({ mode: "plan", clientId: "b" }),
      seen({ mode: "plan" }),
      seen({ mode: "plan" }, { clientId: "a" }),
    ];
    expect(new Set([fingerprint, ...others.map((other) => other.fingerprint)]).size).toBe(4);
  });

  it("does not depend on a secret, which could be guessed from it", () => {
    expect(seen({ jwt: "one" }).fingerprint).toBe(seen({ jwt: "two" }).fingerprint);
  });

  it("sees changes beyond the length that is kept", () => {
    const long = "x".repeat(50_000);
    expect(seen({ pilotPeople: `${long}a` }).fingerprint).not.toBe(seen({ pilotPeople: `${long}b` }).fingerprint);
  });

  it("does not depend on shadowed parameters", () => {
    expect(seen({ mode: "plan", clientId: "a" }, { mode: "apply" }).fingerprint).toBe(fingerprint);
  });
});
