import fc from "fast-check";
import { expect, test } from "vitest";
import { changesAsCsv } from "#functions/cli/change-csv.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import { fuzzRuns } from "./fuzz-runs.ts";
import { hostileText } from "./hostile.ts";

const columns = [
  "kind",
  "outcome",
  "userId",
  "sourceId",
  "firstName",
  "lastName",
  "email",
  "role",
  "status",
  "what",
  "reason",
];
const text = fc.oneof(
  hostileText,
  fc.constantFrom(
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1",
    '"',
    '""',
    ",",
    '",\r\n"',
    "'=1",
    "\ufeff=1",
  ),
  fc.tuple(fc.constantFrom(" ", "\u00a0", '"', "\n", "'"), fc.constantFrom("=", "@")).map((parts) => parts.join("")),
);
const before = fc.record({ firstName: text, lastName: text });
const after = fc.record({ firstName: text, email: text, role: text });
const change = fc.record({ kind: fc.oneof(text, fc.constant("create")), reason: text, before, after });

/** RFC 4180, read one character after the other. */
function read(csv: string): string[][] {
  const lines: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < csv.length; at += 1) {
    const character = csv[at];
    if (quoted && character === '"' && csv[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (character === '"') quoted = !quoted;
    else if (quoted || (character !== "," && character !== "\r" && character !== "\n")) cell += character;
    else if (character === "\r") {
      expect(csv[at + 1]).toBe("\n");
    } else {
      lines.at(-1)?.push(cell);
      cell = "";
      if (character === "\n") lines.push([]);
    }
  }
  expect({ quoted, cell, last: lines.pop() }).toEqual({ quoted: false, cell: "", last: [] });
  return lines;
}

test("changes as CSV are read back by another reader as they were, an apostrophe before what would calculate", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
      const [head, ...lines] = read(changesAsCsv(changes as unknown as ChangeRecord[]));
      expect(head).toEqual(columns);
      expect(lines).toHaveLength(changes.length);
      for (const [index, line] of lines.entries()) {
        expect(line).toHaveLength(columns.length);
        for (const cell of line) expect(cell).not.toMatch(/^[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/);
        const { kind, reason, after } = changes[index] ?? expect.fail("a line too many");
        const written = [kind, after.firstName, after.email, after.role, reason];
        const cells = [line[0], line[4], line[6], line[7], line[10]];
        for (const [place, cell] of cells.entries()) expect([written[place], `'${written[place]}`]).toContain(cell);
      }
    }),
    fuzzRuns,
  );
});
