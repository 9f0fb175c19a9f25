import { writeFile } from "node:fs/promises";
import { runTool } from "./run-tool.ts";
import { installedTool } from "./tool-cache.ts";

const version = "3.1.0";

const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>test</groupId><artifactId>dynamodb-local</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>software.amazon.dynamodb</groupId><artifactId>DynamoDBLocal</artifactId><version>${version}</version>
    </dependency>
  </dependencies>
  <build><plugins><plugin><artifactId>maven-dependency-plugin</artifactId><version>2.8</version></plugin></plugins></build>
</project>
`;

/** Installs the official DynamoDB Local; returns the folder of its libraries. */
export async function installDynamoDbLocal(): Promise<string> {
  const folder = await installedTool({ name: "dynamodb-local", version }, async (target) => {
    await writeFile(`${target}/pom.xml`, project);
    const copy = ["dependency:copy-dependencies", `-DoutputDirectory=${target}/lib`, "-DincludeScope=runtime"];
    await runTool({ command: "mvn", args: ["-B", "-q", ...copy], cwd: target, timeoutMs: 600_000 });
  });
  return `${folder}/lib`;
}
