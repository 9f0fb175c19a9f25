import * as z from "zod";

/** The JSON of a body, or `undefined` where it is none: HTML, cut off, empty. */
export function parseBody(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const errorBody = z.object({
  errorCode: z.string().optional(),
  errors: z.array(z.object({ errorCode: z.string().optional() })).optional(),
  error: z.string().optional(),
});

/** The code in a RingCentral error body, such as `OAU-146`; nothing else of the body is ever shown. */
export function errorCodeOf(text: string): string | undefined {
  const body = errorBody.safeParse(parseBody(text)?.json);
  if (!body.success) return undefined;
  const { errors, errorCode, error } = body.data;
  const coded = [...(errors ?? []).map((one) => one.errorCode), errorCode].find((code) => isCode(code));
  return coded ?? (error !== undefined && /^[a-z_]{1,40}$/.test(error) ? error : undefined);
}

function isCode(code: string | undefined): boolean {
  return code !== undefined && /^[A-Z]{2,10}-\d{1,6}$/.test(code);
}

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
