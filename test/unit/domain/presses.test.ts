import { describe, expect, it } from "vitest";
import { admitPress, type Press, settlePress } from "#shared/domain/directory/presses.ts";

const start = Date.parse("2026-03-02T02:00:00.000Z");
const after = (minutes: number) => new Date(start + minutes * 60_000);
const refused = (id: string, minutes: number): Press => ({ id, at: after(minutes).toISOString(), outcome: "refused" });
const four = [refused("a", 0), refused("b", 1), refused("c", 2), refused("d", 3)];

describe("a person's login", () => {
  it("is admitted as the fifth of 15 minutes, and stands in the list from then on", () => {
    const open = { id: "e", at: after(4).toISOString(), outcome: "open" };
    expect(admitPress(four, { id: "e", now: after(4) })).toEqual({ kind: "admitted", presses: [...four, open] });
  });

  it("is not admitted as the sixth, before the first is 15 minutes old", () => {
    const five = [...four, refused("e", 4)];
    const retryAt = after(15).toISOString();
    expect(admitPress(five, { id: "f", now: after(5) })).toEqual({ kind: "full", retryAt });
    const later = admitPress(five, { id: "f", now: after(15) });
    expect(later).toMatchObject({ kind: "admitted", presses: [{ id: "b" }, {}, {}, {}, { id: "f" }] });
  });

  it("waits for one whose outcome is open, for a minute", () => {
    const five: Press[] = [...four, { ...refused("e", 4), outcome: "open" }];
    expect(admitPress(five, { id: "f", now: after(4.9) })).toEqual({ kind: "busy" });
    expect(admitPress(five, { id: "f", now: after(5) })).toMatchObject({ kind: "full" });
  });

  it("counts when it was refused, and else no more", () => {
    const open: Press[] = [...four, { ...refused("e", 4), outcome: "open" }];
    expect(settlePress(open, { id: "e", outcome: "refused" })).toEqual([...four, refused("e", 4)]);
    expect(settlePress(open, { id: "e", outcome: "not-refused" })).toEqual(four);
  });
});
