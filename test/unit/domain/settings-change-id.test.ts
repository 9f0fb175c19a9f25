import { decodeTime, isValid } from "ulid";
import { expect, it } from "vitest";
import { settingsChangeId } from "#shared/domain/settings/settings-change-id.ts";

const at = new Date("2026-03-02T02:00:00.123Z");
const id = settingsChangeId(at, { fingerprint: "f1", version: 4 });

it("is a ULID of its time", () => {
  expect(isValid(id)).toBe(true);
  expect(decodeTime(id)).toBe(at.getTime());
});

it("is the same for the same sight, and another for another", () => {
  expect(settingsChangeId(at, { fingerprint: "f1", version: 4 })).toBe(id);
  expect(settingsChangeId(at, { fingerprint: "f1", version: 5 })).not.toBe(id);
  expect(settingsChangeId(at, { fingerprint: "f2", version: 4 })).not.toBe(id);
});
