import { describe, expect, it } from "vitest";
import { rateFactsOf } from "#shared/adapters/http/rate-facts.ts";

const now = new Date("2026-03-02T02:00:00.000Z");
const facts = (headers: Record<string, string>, status = 200) =>
  rateFactsOf({ status, headers: new Headers(headers), now });

describe("rateFactsOf", () => {
  it("reads all four rate limit headers", () => {
    const headers = {
      "X-Rate-Limit-Group": "Medium",
      "X-Rate-Limit-Limit": "40",
      "X-Rate-Limit-Remaining": "0",
      "X-Rate-Limit-Window": "60",
    };
    expect(facts(headers)).toStrictEqual({
      throttled: false,
      group: "medium",
      limit: 40,
      remaining: 0,
      windowMs: 60_000,
    });
  });

  it.each([
    ["30", 30_000],
    ["0.25", 250],
    ["86400", 86_400_000],
    ["1000000", 1_000_000_000],
    ["Mon, 02 Mar 2026 02:00:30 GMT", 31_000],
  ])("reads Retry-After %s as %d ms", (text, ms) => {
    expect(facts({ "Retry-After": text }, 429)).toStrictEqual({ throttled: true, retryAfterMs: ms });
  });

  it("measures a Retry-After date by the server's own clock", () => {
    const headers = { "Retry-After": "Mon, 02 Mar 2026 03:00:10 GMT", Date: "Mon, 02 Mar 2026 03:00:00 GMT" };
    expect(facts(headers, 429).retryAfterMs).toBe(11_000);
  });

  it.each([500, 503])("reads Retry-After of a %d, which is no refusal for a limit", (status) => {
    expect(facts({ "Retry-After": "30" }, status)).toStrictEqual({ throttled: false, retryAfterMs: 30_000 });
  });

  it.each([200, 403])("asks nobody to wait after a %d", (status) => {
    expect(facts({ "Retry-After": "30" }, status)).toStrictEqual({ throttled: false });
  });

  it("takes a number beyond all numbers for a very long wait", () => {
    expect(facts({ "Retry-After": "1e999" }, 429).retryAfterMs).toBe(Number.MAX_SAFE_INTEGER);
  });

  it.each(["0", "-5", "soon", "", "Mon, 02 Mar 2026 01:00:00 GMT"])("takes Retry-After %j for none at all", (text) => {
    expect(facts({ "Retry-After": text }, 429)).toStrictEqual({ throttled: true });
  });

  it("leaves out a window of more than a day, which would outlive the run", () => {
    expect(facts({ "X-Rate-Limit-Window": "86400" }).windowMs).toBe(86_400_000);
    expect(facts({ "X-Rate-Limit-Window": "86401" })).not.toHaveProperty("windowMs");
  });

  it.each(["about 40", "40 a minute", "4e1", "-40", "1234567890"])("takes no number from %j", (text) => {
    expect(facts({ "X-Rate-Limit-Limit": text, "X-Rate-Limit-Remaining": text })).toStrictEqual({ throttled: false });
  });

  it("leaves out a group without a name", () => {
    expect(facts({ "X-Rate-Limit-Group": " " })).toStrictEqual({ throttled: false });
  });

  it("leaves out numbers that make no sense", () => {
    expect(
      facts({ "X-Rate-Limit-Limit": "0", "X-Rate-Limit-Remaining": "many", "X-Rate-Limit-Window": "-1" }),
    ).toStrictEqual({
      throttled: false,
    });
  });
});
