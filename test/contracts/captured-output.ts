import { vi } from "vitest";

type Line = Readonly<Record<string, unknown>>;

/** Takes JSON lines off standard output and standard error until mocks are restored; the rest is dropped. */
export function captureOutput(): readonly Line[] {
  const lines: Line[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      for (const line of String(chunk).trim().split("\n"))
        if (line.startsWith("{")) lines.push(JSON.parse(line) as Line);
      return true;
    });
  }
  return lines;
}
