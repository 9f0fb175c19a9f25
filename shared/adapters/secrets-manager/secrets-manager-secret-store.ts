import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-secrets-manager";
import type { TenantId } from "#shared/domain/ids.ts";
import type { OperatorSecretStore, SecretStore } from "#shared/ports/secrets.ts";

interface SecretStoreOptions {
  readonly client: SecretsManagerClient;
  /** `${prefix}/<tenantId>` is a tenant's secret. */
  readonly prefix: string;
}

/** One secret per tenant in Secrets Manager (design 3.2). Its value goes to the caller and nowhere else. */
export class SecretsManagerSecretStore implements SecretStore {
  readonly #client: SecretsManagerClient;
  readonly #prefix: string;

  constructor({ client, prefix }: SecretStoreOptions) {
    this.#client = client;
    this.#prefix = prefix;
  }

  idOf(tenantId: TenantId): string {
    return `${this.#prefix}/${tenantId}`;
  }

  async read(tenantId: TenantId): Promise<string | undefined> {
    try {
      const { SecretString: text, ARN: arn } = await this.#client.send(
        new GetSecretValueCommand({ SecretId: this.idOf(tenantId) }),
      );
      this.#assertReadable(tenantId, arn);
      return text === "" ? undefined : text;
    } catch (error) {
      // A secret without a value is not found either; one that is about to be deleted is an invalid request.
      if (error instanceof ResourceNotFoundException || error instanceof InvalidRequestException) return undefined;
      throw error;
    }
  }

  async versionIds(tenantId: TenantId): Promise<readonly string[]> {
    try {
      const described = await this.#client.send(new DescribeSecretCommand({ SecretId: this.idOf(tenantId) }));
      this.#assertReadable(tenantId, described.ARN);
      return Object.keys(described.VersionIdsToStages ?? {}).toSorted();
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    }
  }

  /** The SDK makes an answer without anything of whatever it does not understand: that is no secret without a value. */
  #assertReadable(tenantId: TenantId, arn: string | undefined): void {
    if (arn === undefined) throw new Error(`The answer about secret ${this.idOf(tenantId)} could not be read`);
  }
}

/** The same secrets for people, who store them. */
export class SecretsManagerOperatorSecretStore extends SecretsManagerSecretStore implements OperatorSecretStore {
  readonly #client: SecretsManagerClient;

  constructor(options: SecretStoreOptions) {
    super(options);
    this.#client = options.client;
  }

  async write(tenantId: TenantId, text: string): Promise<void> {
    const name = this.idOf(tenantId);
    try {
      await this.#client.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      await this.#client.send(new CreateSecretCommand({ Name: name, SecretString: text }));
    }
  }
}
