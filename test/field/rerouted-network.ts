import { AsyncLocalStorage } from "node:async_hooks";
import diagnostics from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import type { VirtualTime } from "#test/chaos/world/virtual-time.ts";

const destination = new AsyncLocalStorage<string>();

/** Within `work`, everything that is sent to RingCentral's hosts arrives at this address. */
export function leadingTo<T>(url: string, work: () => Promise<T>): Promise<T> {
  return destination.run(url, work);
}

/**
 * Leads `fetch` from RingCentral's real hosts to this machine, so that settings may hold them as customers' do, and
 * lets time stand still while a request is under way, to whomever. Returns how to put all back.
 */
export function rerouteNetwork(time: VirtualTime): () => void {
  const { fetch, clearTimeout } = globalThis;
  globalThis.fetch = (input, init) => {
    const { origin, pathname, search } = new URL(input instanceof Request ? input.url : input);
    const url = destination.getStore();
    if (url === undefined) throw new Error(`Something is sent to ${origin} while nobody plays RingCentral.`);
    return fetch(`${url}${pathname}${search}`, init);
  };
  // The AWS SDK clears the timer -1 where it has set none, and the timers of a virtual time complain about that.
  globalThis.clearTimeout = ((timer?: NodeJS.Timeout | number) => {
    if (timer !== -1) clearTimeout(timer as NodeJS.Timeout);
  }) as typeof clearTimeout;
  const ends = new Map<unknown, () => void>();
  const begin = (request: unknown) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    ends.set(request, resolve);
    void time.during(() => promise);
  };
  const end = (request: unknown) => {
    ends.get(request)?.();
    ends.delete(request);
  };
  const listeners: readonly (readonly [string, (message: unknown) => void])[] = [
    ["undici:request:create", (message) => begin(requestOf(message))],
    ["undici:request:trailers", (message) => end(requestOf(message))],
    ["undici:request:error", (message) => end(requestOf(message))],
    [
      "http.client.request.start",
      (message) => {
        const request = requestOf(message) as ClientRequest;
        begin(request);
        request.once("close", () => end(request));
      },
    ],
  ];
  for (const [channel, listener] of listeners) diagnostics.subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of listeners) diagnostics.unsubscribe(channel, listener);
    Object.assign(globalThis, { fetch, clearTimeout });
  };
}

function requestOf(message: unknown): unknown {
  return (message as { readonly request: unknown }).request;
}
