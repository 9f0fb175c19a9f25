import { describe, expect, it } from "vitest";
import { mergeSettings } from "#shared/domain/settings/merged-settings.ts";
import { seenSettings } from "#shared/domain/settings/seen-settings.ts";

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

  it("keep the length and a digest of what is longer than 8,000 characters as JSON", () => {
    expect(seen({ pilotPeople: "x".repeat(7_999) }).values.pilotPeople).toBe("(8001 characters, SHA-256 1c2323e02a5e)");
    expect(seen({ pilotPeople: "x".repeat(7_998) }).values.pilotPeople).toBe("x".repeat(7_998));
  });

  it("lose their credentials only where they are a URL", () => {
    const urls = { baseUrl: "HTTPS://me:pw@a.example/?q=1", ringCxUrl: "x-1+y.z:\\\\me:pw@a.example" };
    const texts = { mainAccountId: "see https://me:pw@a.example", subAccountIds: "1:/me@a", clientId: "a?b#c" };
    expect(seen({ ...urls, ...texts }).values).toEqual({
      baseUrl: "HTTPS://***@a.example/?***",
      ringCxUrl: "x-1+y.z:\\\\***@a.example",
      ...texts,
    });
  });

  it("are those in force: nothing empty, no tenant id, the item before a parameter", () => {
    const merged = mergeSettings({
      item: { tenantId: "t", mode: "plan", clientId: "", ringCxUrl: undefined, baseUrl: "b", runDailyAtUtc: "r" },
      parameters: { mode: "apply", clientId: "c", ringCxUrl: "x", baseUrl: "p", mainAccountId: " " },
    });
    expect(merged.shadowed).toEqual(["baseUrl", "mode"]);
    expect(Object.fromEntries(merged.values)).toEqual({
      mode: { from: "item", value: "plan" },
      baseUrl: { from: "item", value: "b" },
      runDailyAtUtc: { from: "item", value: "r" },
      clientId: { from: "parameter", value: "c" },
      ringCxUrl: { from: "parameter", value: "x" },
    });
    const parametersOnly = mergeSettings({ parameters: { mode: "plan" } });
    expect(Object.fromEntries(parametersOnly.values)).toEqual({ mode: { from: "parameter", value: "plan" } });
    expect(parametersOnly.shadowed).toEqual([]);
  });

  it("can be kept whatever a person has typed", () => {
    const odd = {
      ...{ a: 10n ** 30n, b: new Uint8Array(3), c: new Set(["y", "x", "z"]), d: Number.NaN, e: null, f: [undefined] },
      ...{ g: new Set([new Set([2]), new Set([1])]), h: () => 1, i: { n: 1.5, s: "text" }, j: { jwt: "text" } },
    };
    expect(seen(odd).values).toEqual({
      a: "1000000000000000000000000000000",
      b: "(3 bytes)",
      c: ["x", "y", "z"],
      d: "NaN",
      e: null,
      f: ["(undefined)"],
      g: [[1], [2]],
      h: "(function)",
      i: { n: 1.5, s: "text" },
      j: { jwt: "(not shown: may be a secret)" },
    });
  });
});

describe("their fingerprint", () => {
  const { fingerprint } = seen({ mode: "plan", clientId: "a" });

  it("does not depend on the order or on what is empty", () => {
    expect(seen({ clientId: "a", mode: "plan", maxDeactivations: "" }).fingerprint).toBe(fingerprint);
    const [one, other] = [
      { a: { x: 1, y: 2 }, s: new Set(["p", "q"]) },
      { s: new Set(["q", "p"]), a: { y: 2, x: 1 } },
    ];
    expect(seen(one).fingerprint).toBe(seen(other).fingerprint);
  });

  it("is a SHA-256 in hexadecimal", () => {
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/u);
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
