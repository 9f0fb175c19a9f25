import { describe, expect, test } from "vitest";
import { sourceId, userIdOfSource } from "#shared/domain/ids.ts";
import { sameValue } from "#shared/domain/plan/attributes.ts";
import { planDigest } from "#shared/domain/plan/plan.ts";

describe("values of an attribute", () => {
  test.each([
    ["Ana", "Ana", true],
    ["Ana", "ana", false],
    ["", undefined, false],
    [undefined, undefined, true],
    [["a", "b"], ["b", "a"], true],
    [["a", "b"], ["a"], false],
    [["a", "a"], ["a", "b"], false],
    [["a", "bc"], ["ab", "c"], false],
    [["a"], ["a", "b"], false],
    [[], [], true],
    [[], undefined, false],
    [["a"], "a", false],
  ])("%j and %j are the same: %s", (left, right, same) => {
    expect(sameValue(left, right)).toBe(same);
    expect(sameValue(right, left)).toBe(same);
  });
});

describe("the user id of a source id", () => {
  test.each([
    ["rc:1009", "rc-1009"],
    ["cx-agent:701:51", "cx-agent-701-51"],
    ["cx-user:301", "cx-user-301"],
  ])("of %s is %s", (source, user) => {
    expect(userIdOfSource(sourceId(source))).toBe(user);
  });
});

describe("the digest of a plan", () => {
  const conflict = {
    kind: "conflict",
    conflict: "no-name",
    sourceId: sourceId("rc:1"),
    reason: "names differ",
  } as const;

  test("is a SHA-256 and tells one plan from another", () => {
    const digests = [
      planDigest({ changes: [], conflicts: [] }),
      planDigest({ changes: [], conflicts: [conflict] }),
      planDigest({ changes: [], conflicts: [{ ...conflict, sourceId: sourceId("rc:2") }] }),
    ];
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(digests).size).toBe(3);
  });

  test("of nothing is that of the empty text", () => {
    expect(planDigest({ changes: [], conflicts: [] })).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
  });
});
