import { describe, expect, it } from "vitest";
import { parseCredentials, refuseExpired } from "#shared/config/credentials.ts";
import { jwtDaysLeft } from "#shared/config/jwt-issue.ts";
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
        details: { secretId: place.secretId, missing, advice: expect.stringContaining("Store") },
      }),
    );
    expect(read).not.toThrow(/hunter2/u);
    expect(read).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
  });
});

const secretOf = (jwt: string, clientSecret = "s") => JSON.stringify({ clientSecret, jwt });

describe("a secret as people paste it", () => {
  it.each([
    ["a byte order mark", `\uFEFF${secretOf("j.w.t")}`],
    ["line breaks around", `\r\n${secretOf("j.w.t")}\n\n`],
    ["quotes around", `'${secretOf("j.w.t")}'`],
    ["quotes around its values", secretOf('"j.w.t"', "'s'")],
    ["a byte order mark, quotes and line breaks in its values", secretOf('\uFEFF "j.w.t" \r\n', "\u201Cs\u201D\n")],
    ["a stand-in for a JWT", secretOf("j.w.t")],
    ["line breaks in its values that are not escaped", '{\n\t"clientSecret":"s\n",\r\n"jwt":"\tj.w.t\r\n"}'],
  ])("may have %s", (_, text) => {
    expect(parseCredentials(text, place)).toEqual({ clientSecret: "s", jwt: "j.w.t" });
  });

  it("may hold a stand-in of a few letters, which RingCentral judges", () => {
    expect(parseCredentials('\uFEFF{"clientSecret": "s", "jwt": "j"}', place)).toEqual({ clientSecret: "s", jwt: "j" });
  });

  it("is told that line breaks inside its JWT are in the way, though they are not escaped", () => {
    const read = (): unknown => parseCredentials('{"clientSecret":"s","jwt":"aaa.bbb.\nccc"}', place);
    expect(read).toThrow(/white space or a line break inside/);
  });

  it.each([
    ["Bearer aaa.bbb.ccc", /begins with the word Bearer.*alone/],
    ["aaa.bbb\n.ccc\n", /white space or a line break inside.*one piece/],
    ["aaa. bbb.ccc", /white space/],
    ["hunter2-hunter2", /not a JSON Web Token.*three parts/],
    ["aaa.bbb", /three parts/],
    ["aaa.bbb.ccc.ddd", /three parts/],
    ["aaa.bbb.", /three parts/],
    ["https://x.y/z", /three parts/],
  ])("holds no JWT with %j, and the error says why and what to do, without it", (jwt, message) => {
    const read = (): unknown => parseCredentials(secretOf(jwt), place);
    expect(read).toThrow(
      expect.objectContaining({
        code: "SECRETS_MISSING",
        message: expect.stringMatching(message),
        details: { secretId: place.secretId, missing: [], advice: expect.any(String) },
      }),
    );
    expect(read).not.toThrow(/aaa|hunter|https/u);
  });
});

describe("a JWT that ends", () => {
  const now = new Date("2026-03-01T00:00:00.000Z");
  const end = Date.parse("2026-03-01T00:00:00Z") / 1000;

  it("is refused from that second on, with what to do", () => {
    expect(() => refuseExpired(jwtWith({ exp: end + 1 }), { place, now })).not.toThrow();
    expect(() => refuseExpired(jwtWith({}), { place, now })).not.toThrow();
    for (const exp of [end, end - 1, 0, -1e300]) {
      expect(() => refuseExpired(jwtWith({ exp }), { place, now })).toThrow(
        expect.objectContaining({
          code: "SECRETS_MISSING",
          message: expect.stringMatching(/expired.*Create a new JWT/),
          details: { secretId: place.secretId, missing: [], advice: expect.stringContaining("Create a new JWT") },
        }),
      );
    }
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
