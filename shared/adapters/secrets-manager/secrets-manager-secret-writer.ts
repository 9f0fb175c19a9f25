import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { CreateSecretCommand, PutSecretValueCommand, ResourceNotFoundException } from "@aws-sdk/client-secrets-manager";
import type { TenantId } from "#shared/domain/ids.ts";
import type { SecretWriter } from "#shared/ports/secret-writer.ts";

interface SecretWriterOptions {
  readonly client: SecretsManagerClient;
  /** `${prefix}/<tenantId>` is a tenant's secret. */
  readonly prefix: string;
}

/** Writes the secret of a tenant in Secrets Manager (design 3.2). */
export class SecretsManagerSecretWriter implements SecretWriter {
  readonly #client: SecretsManagerClient;
  readonly #prefix: string;

  constructor({ client, prefix }: SecretWriterOptions) {
    this.#client = client;
    this.#prefix = prefix;
  }

  async write(tenantId: TenantId, text: string): Promise<void> {
    const name = `${this.#prefix}/${tenantId}`;
    try {
      await this.#client.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      await this.#client.send(new CreateSecretCommand({ Name: name, SecretString: text }));
    }
  }
}
