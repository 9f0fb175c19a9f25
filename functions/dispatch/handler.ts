import { parseDispatchEvent } from "#shared/config/event.ts";
import { type DispatchResult, dispatcher } from "#shared/dispatch/dispatch.ts";
import type { DispatchPorts } from "#shared/dispatch/dispatch-ports.ts";
import { deadlineOf, type InvocationContext } from "../deadline.ts";

/** Makes the dispatch function, which lives for many ticks: it remembers the parameters it read last. */
export function makeDispatchHandler(ports: DispatchPorts) {
  const dispatch = dispatcher(ports);
  return async (event: unknown, context: InvocationContext): Promise<DispatchResult> =>
    dispatch({ ...parseDispatchEvent(event), deadline: deadlineOf(context) });
}
