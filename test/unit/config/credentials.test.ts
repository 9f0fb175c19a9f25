import { describe, expect, it } from "vitest";
import { jwtDaysLeft, parseCredentials } from "#shared/config/credentials.ts";
import { tenantId } from "#shared/domain/ids.ts";

const place = { tenantId: tenantId("default"), secretId: "user-sync/test/default" };
const jwtWith = (claims: unknown): string =>
  `head.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;

describe("credentials", () => {
  it("are the secret's two values without white space around them", () => {
    const secret = JSON.stringify({ clientSecret: " s\n", jwt: "j.w.t\n", note: "more" });
    expect(parseCredentials(secret, place)).toEqual({ clientSecret: "s", jwt: "j.w.t" });
  });

  it.each([
    [undefined, ["clientSecret", "jwt"]],
    ["", ["clientSecret", "jwt"]],
    ["  ", ["clientSecret", "jwt"]],
    ["REPLACE_ME", ["clientSecret", "jwt"]],
    ["hunter2", ["clientSecret", "jwt"]],
    ["[]", ["clientSecret", "jwt"]],
    ["null", ["clientSecret", "jwt"]],
    ['"hunter2"', ["clientSecret", "jwt"]],
    ['{"clientSecret":"hunter2"}', ["jwt"]],
    ['{"clientSecret":"hunter2","jwt":""}', ["jwt"]],
    ['{"clientSecret":"hunter2","jwt":"REPLACE_ME"}', ["jwt"]],
    ['{"clientSecret":5,"jwt":"hunter2"}', ["clientSecret"]],
    ['{"clientSecret":"REPLACE_ME","jwt":"REPLACE_ME"}', ["clientSecret", "jwt"]],
    ['{"clientSecret":"hunter2", jwt', ["clientSecret", "jwt"]],
  ])("are missing from %j, and the error says which without a value", (secret, missing) => {
    const read = (): unknown => parseCredentials(secret, place);
    expect(read).toThrow(
      expect.objectContaining({
        code: "SECRETS_MISSING",
        message: expect.stringContaining(place.secretId),
        details: { secretId: place.secretId, missing },
      }),
    );
    expect(read).not.toThrow(/hunter2/u);
    expect(read).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
  });
});

describe("the days that a JWT has left", () => {
  const now = new Date("2026-03-01T00:00:00.000Z");
  const exp = (instant: string): number => Date.parse(instant) / 1000;

  it("are counted from its exp claim and rounded down", () => {
    expect(jwtDaysLeft(jwtWith({ exp: exp("2026-03-15T00:00:00Z") }), now)).toBe(14);
    expect(jwtDaysLeft(jwtWith({ exp: exp("2026-03-14T23:59:00Z") }), now)).toBe(13);
    expect(jwtDaysLeft(jwtWith({ exp: exp("2026-02-28T00:00:00Z") }), now)).toBe(-1);
  });

  it.each([
    "",
    "abc",
    "a.b.c",
    jwtWith({}),
    jwtWith({ exp: "soon" }),
    jwtWith({ exp: 1e308 }),
    jwtWith(null),
    jwtWith([1]),
  ])("are unknown for %j", (jwt) => {
    expect(jwtDaysLeft(jwt, now)).toBeUndefined();
  });
});
