import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { monitored } from "./monitored.ts";

const text = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
const { alarms } = monitored();

/** Sections of third rank below `## Alarms`, by heading. */
const [, runbooks = ""] = /^## Alarms$(.*?)^## /ms.exec(text) ?? [];
const sections = new Map(
  runbooks
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.split("\n")[0] ?? "", section]),
);
/** As GitHub makes them. */
const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, "")
    .replaceAll(" ", "-"),
);

describe("docs/operations.md", () => {
  it("has one section for each alarm, in the order of the alarms, and no other", () => {
    expect([...sections.keys()]).toEqual(alarms.rules.map(({ id }) => id));
  });

  it.each(alarms.rules.map(({ id }) => id))("says of %s what it means, where to look first and what to do", (id) => {
    const section = sections.get(id) ?? "";
    const parts = [...section.matchAll(/^\*\*(.*?):\*\* \S/gm)].map(([, part]) => part);
    expect(parts).toEqual(["Meaning", "First look", "Action"]);
  });

  it("links to sections that exist", () => {
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((anchor) => !anchors.includes(anchor ?? ""))).toEqual([]);
  });
});
