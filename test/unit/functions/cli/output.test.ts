import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { Output, type Screen } from "#functions/cli/output.ts";

interface Shown {
  readonly output: Output;
  text(): string;
  remarks(): string;
}

function shownOn(
  screen: Pick<Screen, "isTTY" | "columns"> = {},
  environment: Readonly<Record<string, string>> = {},
): Shown {
  const [texts, remarks]: [string[], string[]] = [[], []];
  const output = new Output({
    screen: { ...screen, write: (text: string) => texts.push(text) },
    remarks: { write: (text: string) => remarks.push(text) },
    environment,
  });
  return { output, text: () => texts.join(""), remarks: () => remarks.join("") };
}

const columns = [{ title: "id", keep: true }, { title: "what" }] as const;
const long = "word ".repeat(60).trim();
const terminal = { isTTY: true, columns: 60 } as const;

test("the result and remarks go to different places", () => {
  const shown = shownOn();
  shown.output.line("result");
  shown.output.remark("remark");
  expect([shown.text(), shown.remarks()]).toEqual(["result\n", "remark\n"]);
});

test("JSON is one value that is read back", () => {
  const shown = shownOn(terminal);
  shown.output.json({ a: ["\u001b[31m", "Zoë"] });
  expect(JSON.parse(shown.text())).toEqual({ a: ["\u001b[31m", "Zoë"] });
  expect(shown.text()).not.toContain("\u001b");
});

describe("colour", () => {
  test("is shown on a terminal", () => {
    expect(shownOn(terminal).output.styled("red", "FAILED")).toBe("\u001b[31mFAILED\u001b[39m");
  });

  test.each([
    ["in a pipe", {}, {}],
    ["with NO_COLOR", terminal, { NO_COLOR: "1" }],
    ["on a terminal that shows none", terminal, { TERM: "dumb" }],
  ])("is not shown %s", (_where, screen, environment) => {
    expect(shownOn(screen, environment).output.styled("red", "FAILED")).toBe("FAILED");
  });

  test("an empty NO_COLOR says nothing", () => {
    expect(shownOn(terminal, { NO_COLOR: "" }).output.styled("red", "FAILED")).toContain("\u001b[31m");
  });
});

describe("a table", () => {
  test("is no wider than the terminal, and what must be kept is whole", () => {
    const shown = shownOn(terminal);
    shown.output.table(columns, [["rc-401836201800", long]]);
    const lines = stripVTControlCharacters(shown.text()).trimEnd().split("\n");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
    expect(lines.join("\n")).toContain(" rc-401836201800 ");
  });

  test("is not cut in a pipe", () => {
    const shown = shownOn();
    shown.output.table(columns, [["rc-1", long]]);
    expect(shown.text()).toContain(long);
  });

  test("says the same with and without colour", () => {
    const texts = [
      shownOn({ isTTY: true, columns: 200 }),
      shownOn({ isTTY: true, columns: 200 }, { NO_COLOR: "1" }),
    ].map((shown) => {
      shown.output.table(columns, [[{ text: "held", style: "yellow" }, "x"]]);
      return shown.text();
    });
    expect(texts[0]).toContain("\u001b[33m");
    expect(stripVTControlCharacters(texts[0] ?? "")).toBe(texts[1]);
  });

  test.each([
    ["an escape sequence", "a\u001b[2Jb"],
    ["a line break", "a\nb"],
    ["a return", "a\rb"],
    ["C1 controls", "a\u009bb"],
    ["a line separator", "a\u2028b"],
    ["text that runs the other way", "a\u202eb"],
    ["an isolate", "a\u2066b"],
  ])("shows somebody else's %s as harmless text on one line", (_what, text) => {
    const [shown, plain] = [shownOn(), shownOn()];
    shown.output.table(columns, [["rc-1", text]]);
    plain.output.table(columns, [["rc-1", "a b"]]);
    expect(shown.text().replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Zl}\p{Bidi_Control}]/u);
    expect(shown.text().split("\n")).toHaveLength(plain.text().split("\n").length);
    expect(shown.text()).toMatch(/a.*b/);
  });
});
