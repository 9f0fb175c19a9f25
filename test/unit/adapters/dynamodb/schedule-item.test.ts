import { expect, test } from "vitest";
import { scheduleStateOf } from "#shared/adapters/dynamodb/schedule-item.ts";

test.each([
  ["2026-03-02T02:00:00Z", "2026-03-02T02:00:00.000Z"],
  ["2026-03-02T03:00:00.5+01:00", "2026-03-02T02:00:00.500Z"],
])("an instant that a person wrote as %s is read", (written, read) => {
  expect(scheduleStateOf({ nextRunAt: written }).nextRunAt).toBe(read);
});

test.each(["1", "soon", "+010000-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "0000-01-01T00:00:00+12:00"])(
  "an instant that sorts before all others as text, or is none, counts as absent: %s",
  (written) => {
    expect(scheduleStateOf({ nextRunAt: written })).toEqual({ version: 0, attempt: 0, resumes: 0 });
  },
);
