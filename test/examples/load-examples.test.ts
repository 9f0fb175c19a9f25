import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadExamples, parseExample } from "./load-examples.ts";

const example = {
  rule: "design 4.4: a rule",
  directory: { subAccounts: { "701": { "30": [{ agentId: 51, rcUserId: 1009, name: "Ana Sousa" }] } } },
  expect: { status: "succeeded", counts: {}, roster: {} },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "examples-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(files: Readonly<Record<string, unknown>>) {
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(folder, file), typeof content === "string" ? content : JSON.stringify(content));
  }
  return loadExamples(pathToFileURL(`${folder}/`));
}

describe("the worked examples", () => {
  test("are loaded by name", () => {
    const files = load({ "002-b.json": example, "001-a.json": example, "README.md": "text" }).map(({ file }) => file);
    expect(files).toEqual(["001-a.json", "002-b.json"]);
  });

  test("with a fault are refused together, each with its file and place", () => {
    const typo = { ...example, settings: { pilotPeopel: [] } };
    const wrong = { ...example, expect: { ...example.expect, status: "fine" } };
    const files = { "001-typo.json": typo, "002-wrong.json": wrong, "003-broken.json": "{", "4-name.json": example };
    expect(() => load(files)).toThrow(/001-typo.json.*pilotPeopel.*002-wrong.json.*003-broken.json.*4-name.json/s);
  });

  test("write crews out, person by person", () => {
    const leave = [{ kind: "deactivate", outcome: "applied" }];
    const crews = [
      { from: 1001, to: 1002, where: ["702/40"] },
      { from: 2001, to: 2001, where: [], expect: leave },
    ];
    const parsed = parseExample(JSON.stringify({ ...example, directory: {}, crews }));
    const link = { agentIds: ["702/1002"], scopes: ["ringex", "sub:702"], groups: ["702/40"] };
    expect(parsed).toMatchObject({
      directory: { subAccounts: { "702": { "40": [{ agentId: "1001" }, { agentId: "1002", lastName: "1002" }] } } },
      roster: { "rc-1002": { sourceId: "rc:1002", ...link }, "rc-2001": { groups: ["701/30"] } },
      expect: {
        because: { "rc-1001": "the roster is as it should be" },
        records: [{ kind: "deactivate", user: "rc-2001", after: { status: "Inactive" } }],
        roster: { "rc-1001": "as before", "rc-2001": { but: { status: "Inactive" } } },
      },
    });
    expect(parseExample(JSON.stringify({ ...example, crews: [{ from: 1001, too: 1002 }] }))).toContain("crews[0]");
  });

  test.each([
    ["a misspelt attribute of an agent", { subAccounts: { "701": { "30": [{ agentID: 51 }] } } }],
    ["a status that RingEX does not know", { subAccounts: {}, extensions: { "1009": "Gone" } }],
    ["a cause that no directory gives", { subAccounts: { "701": { unreadable: "bad luck" } } }],
  ])("refuse %s", (_what, directory) => {
    expect(parseExample(JSON.stringify({ ...example, directory }))).toBeTypeOf("string");
    expect(parseExample(JSON.stringify(example))).toBeTypeOf("object");
  });
});
