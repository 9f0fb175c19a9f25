import type { z } from "zod";

/** A parser whose error says where the body has the wrong shape, without showing any of it. */
export function parsedBy<T>(schema: z.ZodType<T>): (body: unknown) => T {
  return (body) => {
    const result = schema.safeParse(body);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    // Indexes and field names of our own schemas only; the message of zod may quote values.
    const where = issue === undefined || issue.path.length === 0 ? "the answer" : issue.path.map(String).join(".");
    const expected = issue !== undefined && "expected" in issue ? ` (expected ${String(issue.expected)})` : "";
    throw new Error(`${where} has the wrong shape${expected}`);
  };
}
