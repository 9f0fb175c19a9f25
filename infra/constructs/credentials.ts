import { RemovalPolicy, SecretValue, aws_secretsmanager as secretsmanager, Validations } from "aws-cdk-lib";
import { Construct } from "constructs";
import { secretPlaceholder } from "../../shared/names.ts";

interface TenantSecretsProps {
  /** Without a slash at its end; `<prefix>/<tenantId>` is a secret. */
  readonly prefix: string;
  readonly tenantIds: readonly string[];
}

/**
 * The tenants' secrets, each with a placeholder that an operator replaces.
 *
 * CloudFormation writes a secret's value when it creates the secret, and again when the value in the template
 * changes. So nothing that can change may go into it: then no update touches what an operator has stored.
 */
export class TenantSecrets extends Construct {
  readonly secrets: readonly secretsmanager.Secret[];

  constructor(scope: Construct, id: string, { prefix, tenantIds }: TenantSecretsProps) {
    super(scope, id);
    const placeholder = SecretValue.unsafePlainText(secretPlaceholder);
    this.secrets = tenantIds.map(
      (tenantId) =>
        new secretsmanager.Secret(this, tenantId, {
          secretName: `${prefix}/${tenantId}`,
          description: "RingCentral client secret and JWT of one tenant",
          secretObjectValue: { clientSecret: placeholder, jwt: placeholder },
          // Kept for good, unless the very deployment that creates it fails: its name would be taken at the next try.
          removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        }),
    );
    for (const secret of this.secrets) {
      Validations.of(secret).acknowledge({
        id: "AwsSolutions-SMG4",
        reason:
          "RingCentral's portal issues client secret and JWT by hand: there is nothing that a rotation could call",
      });
    }
  }
}
