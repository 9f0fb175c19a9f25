import { describe, expect, it } from "vitest";
import { namedOnly, withoutNameless } from "#shared/adapters/ringcentral/nameless.ts";

const rows = (named: number, nameless: number) => [
  ...Array.from({ length: named }, (_, index) => ({ id: index })),
  ...Array.from({ length: nameless }, () => ({ id: undefined })),
];
const parted = (named: number, nameless: number) =>
  withoutNameless("/list", rows(named, nameless), ({ id }) => id !== undefined);

describe("a list of records", () => {
  it("says nothing of records that name nobody where there are none", () => {
    expect(parted(3, 0)).toStrictEqual({ records: rows(3, 0) });
    expect(parted(0, 0)).toStrictEqual({ records: [] });
  });

  it.each([
    [9, 1],
    [11, 1],
    [90, 10],
  ])("of %i and %i that name nobody is what it is, and their number", (named, nameless) => {
    expect(parted(named, nameless)).toStrictEqual({ records: rows(named, 0), nameless });
  });

  it.each([
    [0, 1],
    [8, 1],
    [10, 2],
    [98, 11],
  ])("of %i and %i that name nobody tells nothing", (named, nameless) => {
    const message = `GET /list: ${nameless} of ${named + nameless} records have no usable id.`;
    expect(() => parted(named, nameless)).toThrow(message);
    expect(() => namedOnly("/list", { records: rows(named, 0), nameless })).toThrow(message);
  });
});
