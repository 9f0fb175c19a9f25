import { describe, expect, test } from "vitest";
import { assignmentsOf, runIdOf, wholeNumber } from "#functions/cli/arguments.ts";
import { exitCode } from "#functions/cli/failure.ts";

describe("name=value", () => {
  test.each([
    [["mode=plan"], { mode: "plan" }],
    [["mode=", "clientId= a "], { mode: "", clientId: " a " }],
    [["baseUrl=https://x.example/?a=b"], { baseUrl: "https://x.example/?a=b" }],
    [[" mode =plan"], { mode: "plan" }],
    [[], {}],
  ])("%j means %j", (assignments, texts) => {
    expect(assignmentsOf(assignments)).toEqual(texts);
  });

  test.each([
    [["mode"]],
    [["=plan"]],
    [["a b=c"]],
    [["ä=c"]],
    [["mode=plan", "mode=apply"]],
    [[`${"x".repeat(65)}=1`]],
  ])("%j is refused as wrong usage", (assignments) => {
    expect(() => assignmentsOf(assignments)).toThrow(expect.objectContaining({ exitCode: exitCode.usage }));
  });

  test.each(["__proto__", "constructor", "toString"])("%s is a name like any other", (name) => {
    const texts = assignmentsOf([`${name}=x`]);
    expect(Object.entries(texts)).toEqual([[name, "x"]]);
    expect(Object.getPrototypeOf(texts)).toBe(Object.prototype);
  });

  test("what is refused is not repeated at length, nor with control characters", () => {
    expect(() => assignmentsOf([`\u001b[31m${"x".repeat(5_000)}`])).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/\p{Cc}|x{41}/u) }),
    );
  });
});

describe("a run id", () => {
  const id = "01JNB2Q9T1X4W7C9Z3E5G7K9M1";
  test("is taken as it is", () => {
    expect(runIdOf(id)).toBe(id);
  });

  test.each(["", "run", id.toLowerCase(), id.slice(1), `${id}1`, `8${id.slice(1)}`, `${id}\n`])(
    "%j is none",
    (text) => {
      expect(() => runIdOf(text)).toThrow(expect.objectContaining({ exitCode: exitCode.usage }));
    },
  );
});

describe("a whole number within bounds", () => {
  const read = wholeNumber({ least: 1, most: 60 });
  test.each(["1", "60", "007"])("%s is one", (text) => {
    expect(read(text)).toBe(Number(text));
  });

  test.each(["0", "61", "", " ", "1.5", "-1", "1e1", "0x1", "NaN"])("%j is none", (text) => {
    expect(() => read(text)).toThrow(/from 1 to 60/);
  });
});
