import type { Customer } from "./customer.ts";

/** Lines of a function's log, all of them JSON; anything else fails the test that reads it. */
export function linesOf(log: string): Record<string, unknown>[] {
  return log
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Metric lines in the embedded metric format. */
export function metricsOf(log: string): Record<string, unknown>[] {
  return linesOf(log).filter((line) => "_aws" in line);
}

export interface EmfBlob {
  readonly namespace: string;
  readonly dimensions: readonly string[];
  readonly names: readonly string[];
}

/** What an EMF line declares. */
export function declared(line: Record<string, unknown>): EmfBlob {
  const { CloudWatchMetrics: metrics } = line["_aws"] as {
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
  };
  return {
    namespace: metrics.map(({ Namespace }) => Namespace).join(),
    dimensions: metrics.flatMap(({ Dimensions }) => Dimensions.flat()).sort(),
    names: metrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)).sort(),
  };
}

/** Names, e-mails, secrets and tokens of a customer that occur in a text, where they stand as words of their own. */
export function leaks(customer: Customer, text: string): string[] {
  const { organisation, sentCredentials } = customer;
  const people = [...organisation.people.values()];
  const { clientSecret, jwt } = organisation.credentials;
  const secrets = [clientSecret, jwt, ...sentCredentials, ...people.flatMap(({ email }) => email ?? [])];
  const names = people.flatMap(({ firstName, lastName }) => [firstName, lastName, `${firstName} ${lastName}`]);
  const lower = text.toLowerCase();
  return [
    ...secrets.filter((secret) => lower.includes(secret.toLowerCase())),
    ...names.filter((name) =>
      new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(name)}(?![\\p{L}\\p{N}])`, "u").test(text),
    ),
  ];
}
