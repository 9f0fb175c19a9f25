import * as z from "zod";
import { isPublishedCode } from "#shared/domain/directory/refusals.ts";

/** The JSON of a body, or `undefined` where it is none: HTML, cut off, empty. */
export function parseBody(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** What an error body may be quoted with. */
interface ErrorFacts {
  /** A code such as `OAU-146`, else the plain word of OAuth. */
  readonly errorCode?: string;
  readonly oauthError?: string;
  readonly permissionName?: string;
}

/** Field by field, since one that is odd must not hide the others. */
const fault = z.object({ errorCode: z.unknown().optional(), permissionName: z.unknown().optional() });
const errorBody = fault.extend({ errors: z.array(fault.catch({})).catch([]), error: z.unknown().optional() });

/** The code in a RingCentral or RingCX error body and what belongs to it; nothing else of the body is ever shown. */
export function errorFactsOf(text: string): ErrorFacts {
  const body = errorBody.safeParse(parseBody(text)?.json);
  if (!body.success) return {};
  const { errors, error } = body.data;
  const faults = [...errors, body.data];
  const oauthError = quotable(error, /^[a-z_]{1,40}$/);
  const errorCode = faults.map((one) => codeOf(one.errorCode)).find((code) => code !== undefined) ?? oauthError;
  const permissionName = faults
    .map((one) => quotable(one.permissionName, /^[A-Za-z-]{1,64}$/))
    .find((name) => name !== undefined);
  return {
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(oauthError === undefined ? {} : { oauthError }),
    ...(permissionName === undefined ? {} : { permissionName }),
  };
}

function codeOf(value: unknown): string | undefined {
  const code = quotable(value, /^[\w.-]{1,64}$/);
  return code !== undefined && (/^[A-Z]{2,10}-\d{1,6}$/.test(code) || isPublishedCode(code)) ? code : undefined;
}

function quotable(value: unknown, form: RegExp): string | undefined {
  return typeof value === "string" && form.test(value) ? value : undefined;
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
