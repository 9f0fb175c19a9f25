/** What an answer says about the rate limit of its group. */
export interface RateFacts {
  /** Status 429. */
  readonly throttled: boolean;
  readonly group?: string;
  /** Requests in one window. */
  readonly limit?: number;
  readonly remaining?: number;
  readonly windowMs?: number;
  /** What the server asks for with a 429 or 5xx, however long; present only if it is more than 0. */
  readonly retryAfterMs?: number;
}

/** A window beyond this is not a rate limit but a mistake in the header. */
const maxWindowMs = 24 * 3_600_000;

/** Reads `X-Rate-Limit-*` and `Retry-After` (seconds or a date); a header that makes no sense is left out. */
export function rateFactsOf(answer: {
  readonly status: number;
  readonly headers: Headers;
  readonly now: Date;
}): RateFacts {
  const { status, headers, now } = answer;
  const group = headers.get("x-rate-limit-group")?.toLowerCase();
  const limit = wholeNumber(headers.get("x-rate-limit-limit"));
  const remaining = wholeNumber(headers.get("x-rate-limit-remaining"));
  const windowMs = (wholeNumber(headers.get("x-rate-limit-window")) ?? 0) * 1_000;
  const retryAfterMs = status === 429 || status >= 500 ? retryAfterMsOf(headers, now) : undefined;
  return {
    throttled: status === 429,
    ...(group === undefined || group === "" ? {} : { group }),
    ...(limit === undefined || limit === 0 ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(windowMs > 0 && windowMs <= maxWindowMs ? { windowMs } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function retryAfterMsOf(headers: Headers, now: Date): number | undefined {
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  const seconds = Number(text);
  const ms = Number.isNaN(seconds) ? msUntil(text, headers.get("date"), now) : Math.ceil(seconds * 1_000);
  return ms > 0 ? Math.min(ms, Number.MAX_SAFE_INTEGER) : undefined;
}

/** By the server's own clock where it tells the time; a second more, since both dates are cut to seconds. */
function msUntil(date: string, serverDate: string | null, now: Date): number {
  const from = Date.parse(serverDate ?? "");
  return Date.parse(date) - (Number.isNaN(from) ? now.getTime() : from) + 1_000;
}
