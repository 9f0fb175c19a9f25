import type { AwsAnswer, AwsRequest, AwsService } from "./aws-service.ts";
import { AwsServiceError, parseMembers, required } from "./aws-service.ts";

interface Secret {
  readonly arn: string;
  /** Newest last: the last is AWSCURRENT, the one before it AWSPREVIOUS; older ones have no stage. */
  readonly versions: { readonly id: string; readonly text: string }[];
  isDeleted: boolean;
}

/** Secrets Manager: what an operator and the program use of it. */
export class SecretsManagerService implements AwsService {
  readonly #secrets = new Map<string, Secret>();
  #versions = 0;

  /** Creates the secret, or adds a version to it. */
  put(name: string, text: string): void {
    const secret = this.#secrets.get(name) ?? this.#create(name);
    secret.versions.push({ id: this.#newVersionId(), text });
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
      case "GetSecretValue":
        return this.#getValue(required(parseMembers(body, { SecretId: "string" }), "SecretId"));
      case "DescribeSecret": {
        const { name, secret } = this.#find(required(parseMembers(body, { SecretId: "string" }), "SecretId"));
        const deleted = secret.isDeleted ? { DeletedDate: 1 } : {};
        return { ARN: secret.arn, Name: name, VersionIdsToStages: this.#stages(secret), ...deleted };
      }
      case "ListSecretVersionIds": {
        const { name, secret } = this.#find(required(parseMembers(body, { SecretId: "string" }), "SecretId"));
        const stages = Object.entries(this.#stages(secret));
        const versions = stages.map(([VersionId, VersionStages]) => ({ VersionId, VersionStages, CreatedDate: 1 }));
        return { ARN: secret.arn, Name: name, Versions: versions };
      }
      case "CreateSecret": {
        const members = parseMembers(body, { Name: "string", SecretString: "string", ClientRequestToken: "string" });
        const name = required(members, "Name");
        if (this.#secrets.has(name)) throw new AwsServiceError("ResourceExistsException", "The secret already exists");
        const secret = this.#create(name);
        const text = members.SecretString;
        return typeof text === "string"
          ? this.#addVersion(name, secret, text, members)
          : { ARN: secret.arn, Name: name };
      }
      case "PutSecretValue": {
        const members = parseMembers(body, {
          SecretId: "string",
          SecretString: "string",
          ClientRequestToken: "string",
        });
        const { name, secret } = this.#find(required(members, "SecretId"));
        return this.#addVersion(name, secret, required(members, "SecretString"), members);
      }
      case "DeleteSecret": {
        const { name, secret } = this.#find(required(parseMembers(body, { SecretId: "string" }), "SecretId"));
        secret.isDeleted = true;
        return { ARN: secret.arn, Name: name, DeletionDate: 1 };
      }
      default:
        throw new AwsServiceError("InvalidAction", `secretsmanager has no ${operation} here`);
    }
  }

  /** Counted, so that a simulation repeats. */
  #newVersionId(): string {
    this.#versions += 1;
    return `00000000-0000-4000-8000-${String(this.#versions).padStart(12, "0")}`;
  }

  #create(name: string): Secret {
    const arn = `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-a1b2c3`;
    const secret = { arn, versions: [], isDeleted: false };
    this.#secrets.set(name, secret);
    return secret;
  }

  #find(id: string): { readonly name: string; readonly secret: Secret } {
    for (const [name, secret] of this.#secrets) if (id === name || id === secret.arn) return { name, secret };
    throw new AwsServiceError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  }

  #getValue(id: string): Readonly<Record<string, unknown>> {
    const { name, secret } = this.#find(id);
    if (secret.isDeleted) {
      throw new AwsServiceError(
        "InvalidRequestException",
        "You can't perform this operation on the secret because it was marked for deletion.",
      );
    }
    const current = secret.versions.at(-1);
    if (current === undefined) {
      throw new AwsServiceError(
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      );
    }
    const stages = ["AWSCURRENT"];
    return { ARN: secret.arn, Name: name, VersionId: current.id, SecretString: current.text, VersionStages: stages };
  }

  #addVersion(name: string, secret: Secret, text: string, members: Readonly<Record<string, unknown>>) {
    const token = members.ClientRequestToken;
    const id = typeof token === "string" ? token : this.#newVersionId();
    if (!secret.versions.some((version) => version.id === id)) secret.versions.push({ id, text });
    return { ARN: secret.arn, Name: name, VersionId: id, VersionStages: ["AWSCURRENT"] };
  }

  #stages(secret: Secret): Readonly<Record<string, readonly string[]>> {
    const [previous, current] =
      secret.versions.length > 1 ? secret.versions.slice(-2) : [undefined, secret.versions[0]];
    return {
      ...(previous === undefined ? {} : { [previous.id]: ["AWSPREVIOUS"] }),
      ...(current === undefined ? {} : { [current.id]: ["AWSCURRENT"] }),
    };
  }
}
