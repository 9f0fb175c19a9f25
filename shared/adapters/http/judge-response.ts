import { ApiError } from "./api-error.ts";
import type { ApiRequest } from "./api-request.ts";
import type { HttpResponse } from "./fetch-once.ts";
import { rateFactsOf } from "./rate-facts.ts";
import { errorFactsOf, parseBody } from "./response-body.ts";

/** What an answer is worth. */
export type Verdict<T> =
  | { readonly kind: "good"; readonly value: T }
  /** Another try may help; `words` follow "GET /path". */
  | { readonly kind: "again"; readonly words: string; readonly status?: number; readonly retryAfterMs?: number }
  | { readonly kind: "bad"; readonly fault: ApiError };

/** Judges one answer; the shape is judged by `parse`, which throws an error that shows no value of the body. */
export function judgeResponse<T>(request: {
  readonly call: ApiRequest;
  readonly answer: HttpResponse;
  readonly parse: (body: unknown) => T;
  readonly now: Date;
}): Verdict<T> {
  const { call, answer, parse, now } = request;
  const { status, text } = answer;
  const about = `${call.method} ${call.path}`;
  if (status === 429 || status >= 500) {
    const { retryAfterMs } = rateFactsOf({ ...answer, now });
    return {
      kind: "again",
      words: `answered ${status}`,
      status,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  }
  if (status >= 400) {
    const facts = errorFactsOf(text);
    const { errorCode, permissionName } = facts;
    const permission = permissionName === undefined ? "" : ` (${permissionName})`;
    const words = errorCode === undefined ? String(status) : `${status} ${errorCode}${permission}`;
    return { kind: "bad", fault: new ApiError(`${about} answered ${words}.`, { kind: "refused", status, ...facts }) };
  }
  if (status < 200 || status >= 300) {
    const words = `${about} answered with a redirect (${status}), which is not followed.`;
    return { kind: "bad", fault: new ApiError(words, { kind: "unusable", status }) };
  }
  const { noContent } = call;
  if (status === 204 && noContent === undefined)
    return { kind: "bad", fault: new ApiError(`${about} answered 204, without a list.`, { kind: "unusable", status }) };
  const body = status === 204 ? { json: noContent } : parseBody(text);
  if (body === undefined)
    return { kind: "again", words: `answered ${status} with a body that is not whole JSON`, status };
  try {
    return { kind: "good", value: parse(body.json) };
  } catch (error) {
    const shape = error instanceof Error ? error.message : "unknown";
    return { kind: "bad", fault: new ApiError(`${about}: ${shape}.`, { kind: "unusable", status }) };
  }
}
