import type { SSMClient } from "@aws-sdk/client-ssm";
import { GetParametersByPathCommand } from "@aws-sdk/client-ssm";
import type { TenantId } from "#shared/domain/ids.ts";
import { tenantId } from "#shared/domain/ids.ts";

const pageSize = 10;

interface SsmParametersOptions {
  readonly client: SSMClient;
  /** Begins with a slash; `${prefix}/<tenantId>/<attribute>` is a parameter. */
  readonly prefix: string;
}

/** Settings that are SSM parameters, as text by attribute name. */
export class SsmParameters {
  readonly #client: SSMClient;
  readonly #prefix: string;

  constructor({ client, prefix }: SsmParametersOptions) {
    this.#client = client;
    this.#prefix = prefix.replace(/\/$/, "");
  }

  async read(tenant: TenantId): Promise<Readonly<Record<string, string>>> {
    const parameters = new Map<string, string>();
    for await (const [path, value] of this.#below(`${this.#prefix}/${tenant}`, "children")) parameters.set(path, value);
    return Object.fromEntries(parameters);
  }

  async readAll(): Promise<ReadonlyMap<TenantId, Readonly<Record<string, string>>>> {
    const tenants = new Map<TenantId, Map<string, string>>();
    for await (const [path, value] of this.#below(this.#prefix, "descendants")) {
      const [tenant = "", attribute, ...deeper] = path.split("/");
      // Parameters at another depth belong to somebody else who uses the same prefix.
      if (attribute === undefined || deeper.length > 0) continue;
      const parameters = tenants.get(tenantId(tenant)) ?? new Map<string, string>();
      tenants.set(tenantId(tenant), parameters.set(attribute, value));
    }
    return new Map(Array.from(tenants, ([tenant, parameters]) => [tenant, Object.fromEntries(parameters)]));
  }

  /** Names relative to the path, with their values. A page may be empty and yet have a successor. */
  async *#below(path: string, depth: "children" | "descendants"): AsyncGenerator<readonly [string, string]> {
    let next: { readonly NextToken?: string } = {};
    do {
      const input = { Path: path, Recursive: depth === "descendants", MaxResults: pageSize, ...next };
      const { Parameters: parameters, NextToken: token } = await this.#client.send(
        new GetParametersByPathCommand(input),
      );
      // The SDK makes an answer without parameters of whatever it does not understand: that is no empty list.
      if (parameters === undefined) throw new Error(`The answer about parameters below ${path} could not be read`);
      for (const { Name: name, Value: value } of parameters) {
        if (name !== undefined && value !== undefined) yield [name.slice(path.length + 1), value];
      }
      next = token === undefined || token === "" ? {} : { NextToken: token };
    } while (next.NextToken !== undefined);
  }
}
