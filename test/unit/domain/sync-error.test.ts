import { describe, expect, it } from "vitest";
import { healingCodes, reasonCodes, SyncError } from "#shared/domain/sync-error.ts";

describe("an error of the sync", () => {
  it("is called by its code, with the message and nothing that was not given", () => {
    const error = new SyncError("CHANGE_FAILED", "it broke");
    expect(error).toMatchObject({ name: "CHANGE_FAILED", code: "CHANGE_FAILED", message: "it broke", details: {} });
    expect(error).not.toHaveProperty("cause");
  });

  it("keeps its cause and details", () => {
    const cause = new Error("why");
    const error = new SyncError("INTERNAL", "it broke", { cause, details: { calls: 3 } });
    expect(error.cause).toBe(cause);
    expect(error.details).toEqual({ calls: 3 });
  });

  it.each(reasonCodes)("%s may be tried again if time can heal it, unless it says otherwise", (code) => {
    expect(new SyncError(code, "x").retryable).toBe(healingCodes.includes(code));
    expect(new SyncError(code, "x", { retryable: true }).retryable).toBe(true);
    expect(new SyncError(code, "x", { retryable: false }).retryable).toBe(false);
  });
});
