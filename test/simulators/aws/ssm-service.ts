import type { AwsAnswer, AwsRequest, AwsService } from "./aws-service.ts";
import { AwsServiceError, parseMembers, required } from "./aws-service.ts";

interface Parameter {
  readonly type: string;
  readonly value: string;
  readonly version: number;
}

const largestPage = 10;
const types = ["String", "StringList", "SecureString"];

/** Systems Manager parameters: what an operator and the program use of them. */
export class SsmService implements AwsService {
  readonly #parameters = new Map<string, Parameter>();

  /** Sets a String parameter, as an operator would. */
  put(name: string, value: string): void {
    this.#parameters.set(name, { type: "String", value, version: (this.#parameters.get(name)?.version ?? 0) + 1 });
  }

  remove(name: string): void {
    this.#parameters.delete(name);
  }

  async handle(request: AwsRequest): Promise<AwsAnswer> {
    return {
      status: 200,
      headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": "simulated" },
      body: JSON.stringify(this.#carryOut(request)),
    };
  }

  #carryOut({ operation, body }: AwsRequest): Readonly<Record<string, unknown>> {
    switch (operation) {
      case "GetParametersByPath":
        return this.#getByPath(body);
      case "PutParameter":
        return this.#put(body);
      case "DeleteParameter": {
        const name = required(parseMembers(body, { Name: "string" }), "Name");
        if (!this.#parameters.delete(name)) throw new AwsServiceError("ParameterNotFound", `No parameter ${name}`);
        return {};
      }
      default:
        throw new AwsServiceError("UnknownOperationException", `AmazonSSM has no ${operation} here`);
    }
  }

  #getByPath(body: Buffer): Readonly<Record<string, unknown>> {
    const members = parseMembers(body, {
      Path: "string",
      Recursive: "boolean",
      WithDecryption: "boolean",
      MaxResults: "number",
      NextToken: "string",
    });
    const path = required(members, "Path");
    if (!path.startsWith("/")) throw new AwsServiceError("ValidationException", "The path must begin with a slash");
    const pageSize = Number(members.MaxResults ?? largestPage);
    if (pageSize < 1 || pageSize > largestPage) {
      throw new AwsServiceError("ValidationException", "MaxResults must be between 1 and 10");
    }
    const token = members.NextToken;
    const start =
      token === undefined ? 0 : Number(/^page-(\d+)$/.exec(typeof token === "string" ? token : "")?.[1] ?? Number.NaN);
    if (Number.isNaN(start)) throw new AwsServiceError("InvalidNextToken", "The token is not valid");

    const prefix = path.endsWith("/") ? path : `${path}/`;
    const names = Array.from(this.#parameters.keys())
      .filter((name) => name.startsWith(prefix))
      .filter((name) => members.Recursive === true || !name.slice(prefix.length).includes("/"))
      .sort();
    const end = start + pageSize;
    const parameters = names.slice(start, end).map((name) => this.#described(name));
    return { Parameters: parameters, ...(end < names.length ? { NextToken: `page-${end}` } : {}) };
  }

  #described(name: string): Readonly<Record<string, unknown>> {
    const { type, value, version } = this.#parameters.get(name) ?? { type: "String", value: "", version: 0 };
    const arn = `arn:aws:ssm:eu-central-1:111122223333:parameter${name}`;
    return { Name: name, Type: type, Value: value, Version: version, ARN: arn, DataType: "text", LastModifiedDate: 1 };
  }

  #put(body: Buffer): Readonly<Record<string, unknown>> {
    const members = parseMembers(body, { Name: "string", Value: "string", Type: "string", Overwrite: "boolean" });
    const name = required(members, "Name");
    const value = required(members, "Value");
    const existing = this.#parameters.get(name);
    if (!/^(\/[\w.-]+)+$/.test(name)) throw new AwsServiceError("ValidationException", `Malformed name ${name}`);
    if (existing !== undefined && members.Overwrite !== true) {
      throw new AwsServiceError("ParameterAlreadyExists", "The parameter already exists; use the Overwrite option");
    }
    const type = members.Type === undefined && existing !== undefined ? existing.type : required(members, "Type");
    if (!types.includes(type)) throw new AwsServiceError("ValidationException", `Type must be one of ${types.join()}`);
    if (Buffer.byteLength(value) > 4096) throw new AwsServiceError("ValidationException", "Value is over 4 KB");
    const version = (existing?.version ?? 0) + 1;
    this.#parameters.set(name, { type, value, version });
    return { Version: version, Tier: "Standard" };
  }
}
