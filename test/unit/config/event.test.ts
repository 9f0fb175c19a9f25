import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDispatchEvent, parseSyncEvent } from "#shared/config/event.ts";

const run = "01JD8Z0000000000000000000A";

function attributesOf(event: unknown): readonly string[] {
  try {
    parseSyncEvent(event);
    return [];
  } catch (error) {
    return (error as { details: { attributes: readonly string[] } }).details.attributes;
  }
}

describe("a sync event", () => {
  it("has defaults for everything", () => {
    expect(parseSyncEvent({})).toEqual({ tenantId: "default", trigger: "manual" });
  });

  it("keeps what it says, instants with milliseconds", () => {
    const event = {
      tenantId: "acme",
      trigger: "schedule",
      mode: "plan",
      scheduledFor: "2026-03-02T02:00:00Z",
      requestedBy: "schedule",
    };
    expect(parseSyncEvent(event)).toEqual({ ...event, scheduledFor: "2026-03-02T02:00:00.000Z" });
    expect(parseSyncEvent({ ...event, scheduledFor: "2026-03-02T02:00:00.120Z" }).scheduledFor).toBe(
      "2026-03-02T02:00:00.120Z",
    );
    expect(parseSyncEvent({ trigger: "undo", undoOf: run })).toMatchObject({ trigger: "undo", undoOf: run });
    expect(parseSyncEvent({ overrides: { wemAccess: "ringcx" } }).overrides).toEqual({ wemAccess: "ringcx" });
  });

  it.each([
    [{ tenantId: "" }, ["tenantId"]],
    [{ tenantId: "a/../b" }, ["tenantId"]],
    [{ tenantId: "a#b" }, ["tenantId"]],
    [{ tenantId: "x".repeat(65) }, ["tenantId"]],
    [{ tenantId: null }, ["tenantId"]],
    [{ trigger: "cron" }, ["trigger"]],
    [{ mode: "dry" }, ["mode"]],
    [{ scheduledFor: "2026-02-30T02:00:00Z" }, ["scheduledFor"]],
    [{ scheduledFor: "2026-03-02T02:00:00+01:00" }, ["scheduledFor"]],
    [{ scheduledFor: "tomorrow" }, ["scheduledFor"]],
    [{ scheduledFor: 0 }, ["scheduledFor"]],
    [{ requestedBy: "a\nb" }, ["requestedBy"]],
    [{ requestedBy: "x".repeat(257) }, ["requestedBy"]],
    [{ overrides: [] }, ["overrides"]],
    [{ overrides: "mode" }, ["overrides"]],
    [{ undoOf: run }, ["undoOf"]],
    [{ trigger: "undo" }, ["undoOf"]],
    [{ trigger: "undo", undoOf: "last" }, ["undoOf"]],
    [{ dryRun: true }, ["dryRun"]],
    [null, ["event"]],
    [[], ["event"]],
    ["default", ["event"]],
    [undefined, ["event"]],
  ])("is refused as %j", (event, attributes) => {
    expect(attributesOf(event)).toEqual(attributes);
  });

  it("is refused with all its faults at once", () => {
    const faults = attributesOf({ tenantId: "a b", trigger: "undo", mode: "x", extra: 1, scheduledFor: "" });
    expect([...faults].sort()).toEqual(["extra", "mode", "scheduledFor", "tenantId", "undoOf"]);
  });

  it("is refused without a word of its overrides", () => {
    const overrides = Object.fromEntries(
      Array.from({ length: 51 }, (_, index) => [`anna${index}`, "anna@example.com"]),
    );
    expect(() => parseSyncEvent({ overrides })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("anna") }),
    );
  });

  it("is refused without a token that stands in the wrong place", () => {
    const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI2MDAwMDAwMDEifQ.c2lnbmF0dXJl";
    for (const event of [{ tenantId: token + token }, { mode: token }, { trigger: { token } }, { undoOf: [token] }])
      expect(() => parseSyncEvent(event)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(token.slice(0, 20)) }),
      );
  });

  it("keeps an override named __proto__, to be refused by the settings like any unknown one", () => {
    const event = parseSyncEvent(JSON.parse('{"mode":"plan","overrides":{"__proto__":{"mode":"apply"}}}'));
    expect(Object.keys(event.overrides ?? {})).toEqual(["__proto__"]);
  });

  it("is parsed or refused with SETTINGS_INVALID, whatever it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (event) => {
        try {
          expect(parseSyncEvent(event).trigger).toMatch(/manual|schedule|undo/);
        } catch (error) {
          expect(error).toMatchObject({ code: "SETTINGS_INVALID" });
        }
      }),
    );
  });
});

describe("a dispatch event", () => {
  it("has the tick's time, or leaves it to the clock", () => {
    expect(parseDispatchEvent({ scheduledTime: "2026-03-02T02:00:00Z" })).toEqual({
      scheduledTime: "2026-03-02T02:00:00.000Z",
    });
    expect(parseDispatchEvent({})).toEqual({});
  });

  it.each([{ scheduledTime: "now" }, { scheduledTime: null }, { time: "2026-03-02T02:00:00Z" }, null, 5])(
    "is refused as %j",
    (event) => {
      expect(() => parseDispatchEvent(event)).toThrow(expect.objectContaining({ code: "SETTINGS_INVALID" }));
    },
  );
});
