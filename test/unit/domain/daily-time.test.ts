import fc from "fast-check";
import { expect, it } from "vitest";
import { nextDaily } from "#shared/domain/schedule/daily-time.ts";

it.each([
  ["02:00", "2026-03-02T01:59:59.999Z", "2026-03-02T02:00:00.000Z"],
  ["02:00", "2026-03-02T02:00:00.000Z", "2026-03-03T02:00:00.000Z"],
  ["02:00", "2026-03-02T12:00:00.000Z", "2026-03-03T02:00:00.000Z"],
  ["00:00", "2026-12-31T23:59:00.000Z", "2027-01-01T00:00:00.000Z"],
  ["23:59", "2028-02-29T23:59:00.000Z", "2028-03-01T23:59:00.000Z"],
])("the first %s after %s is %s", (time, after, next) => {
  expect(nextDaily(time, new Date(after))).toBe(next);
});

it("is always in the future, within 24 hours, and at that time of day", () => {
  const anyDate = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), anyDate, (hours, minutes, after) => {
      const time = `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
      const next = nextDaily(time, after);
      const ahead = Date.parse(next) - after.getTime();
      expect(ahead).toBeGreaterThan(0);
      expect(ahead).toBeLessThanOrEqual(86_400_000);
      expect(next.slice(11)).toBe(`${time}:00.000Z`);
    }),
  );
});
