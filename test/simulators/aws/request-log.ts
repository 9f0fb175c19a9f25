import type { AwsServiceName } from "./aws-service.ts";
import type { FaultKind } from "./faults.ts";

/** One request that reached the simulator. */
export interface LoggedRequest {
  readonly service: AwsServiceName;
  readonly operation: string;
  /** DynamoDB only, as are items and units. */
  readonly table?: string;
  /** Items returned by a read, or put, updated or deleted by a write. */
  readonly items?: number;
  /** Consumed units: 4 KB of a consistent read, 1 KB of a write, rounded up as DynamoDB does. */
  readonly readUnits?: number;
  readonly writeUnits?: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** HTTP status, absent where no answer was sent. */
  readonly status?: number;
  readonly fault?: FaultKind;
}

/** Sums over a stretch of requests. */
export interface Traffic {
  readonly requests: number;
  readonly items: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly bytes: number;
}

/** Requests in the order in which they were answered. */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
  }

  clear(): void {
    this.entries.length = 0;
  }

  /** Entries that match every given attribute. */
  matching(filter: Partial<LoggedRequest>): readonly LoggedRequest[] {
    const wanted = Object.entries(filter);
    return this.entries.filter((entry) => wanted.every(([key, value]) => entry[key as keyof LoggedRequest] === value));
  }

  traffic(filter: Partial<LoggedRequest> = {}): Traffic {
    const sum = { requests: 0, items: 0, readUnits: 0, writeUnits: 0, bytes: 0 };
    for (const entry of this.matching(filter)) {
      sum.requests += 1;
      sum.items += entry.items ?? 0;
      sum.readUnits += entry.readUnits ?? 0;
      sum.writeUnits += entry.writeUnits ?? 0;
      sum.bytes += entry.requestBytes + entry.responseBytes;
    }
    return sum;
  }
}
