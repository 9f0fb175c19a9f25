import { describe, expect, it } from "vitest";
import { SyncError } from "#shared/domain/sync-error.ts";
import { errorFacts } from "#shared/tenant/error-facts.ts";

describe("what a log line tells of a fault", () => {
  it("is code and words of an error of our own, cut at 300 characters", () => {
    const fault = new SyncError("CHANGE_FAILED", `${"x".repeat(300)}y`);
    expect(errorFacts(fault)).toEqual({ error: "CHANGE_FAILED", cause: "x".repeat(300) });
  });

  it("is the name and the place of any other error, without its message, even one that looks like a place", () => {
    const fault = new TypeError("cannot read\n    at dana.doe@example.com");
    fault.stack = `TypeError: ${fault.message}\n    at one (a.ts:1:1)\n  looking at dana.doe\n\tat two (b.ts:2:2)`;
    expect(errorFacts(fault)).toEqual({ error: "TypeError", frames: ["at one (a.ts:1:1)", "at two (b.ts:2:2)"] });
  });

  it("is at most eight places", () => {
    const fault = new Error("deep");
    const frames = Array.from({ length: 9 }, (_, index) => `at f${index} (a.ts:1:1)`);
    fault.stack = ["Error: deep", ...frames.map((frame) => `    ${frame}`)].join("\n");
    expect(errorFacts(fault)).toEqual({ error: "Error", frames: frames.slice(0, 8) });
  });

  it("is the name alone of an error that does not know its place", () => {
    const fault = new RangeError("lost");
    delete fault.stack;
    expect(errorFacts(fault)).toEqual({ error: "RangeError", frames: [] });
  });

  it("is the type alone of what is no error", () => {
    expect(errorFacts("dana.doe@example.com")).toEqual({ error: "string", frames: [] });
    expect(errorFacts(undefined)).toEqual({ error: "undefined", frames: [] });
  });
});
