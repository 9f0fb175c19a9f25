import type { Clock } from "#shared/ports/clock.ts";
import type { BodyReader } from "./body-reader.ts";

/** An answer whose body is here as well. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Thrown when the answer, body included, took too long. */
export class CallTimeout extends Error {
  constructor(timeoutMs: number) {
    super(`No whole answer within ${timeoutMs} ms.`);
    this.name = "CallTimeout";
  }
}

interface Sending {
  readonly fetch: typeof globalThis.fetch;
  readonly bodies: BodyReader;
  readonly clock: Clock;
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * One request on the wire. No redirect is followed, so that no credential follows one.
 * @throws CallTimeout, AnswerTooLarge, the signal's reason, or whatever `fetch` throws
 */
export async function fetchOnce(sending: Sending): Promise<HttpResponse> {
  const { fetch, clock, timeoutMs, signal } = sending;
  signal.throwIfAborted();
  const ended = new AbortController();
  // For a `fetch` or a body that does not listen to its signal. Not a listener of that signal: `fetch` holds on to it
  // until the garbage collection after the next, and with it would go every answer that was ever raced.
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const end = (reason: unknown): void => {
    ended.abort(reason);
    reject(reason);
  };
  const stop = (): void => end(signal.reason);
  const timer = new AbortController();
  signal.addEventListener("abort", stop, { once: true });
  clock.sleep(timeoutMs, timer.signal).then(
    () => end(new CallTimeout(timeoutMs)),
    () => undefined,
  );
  try {
    return await Promise.race([exchange(fetch, sending, ended.signal), stopped]);
  } finally {
    timer.abort();
    signal.removeEventListener("abort", stop);
  }
}

async function exchange(fetch: typeof globalThis.fetch, sending: Sending, signal: AbortSignal): Promise<HttpResponse> {
  const answer = await fetch(sending.url, {
    method: sending.method,
    headers: { accept: "application/json", ...sending.headers },
    ...(sending.body === undefined ? {} : { body: sending.body }),
    redirect: "manual",
    signal,
  });
  return { status: answer.status, headers: answer.headers, text: await sending.bodies.text(answer, signal) };
}
