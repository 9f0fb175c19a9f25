"""Calls the AWS SDK: a line of JSON in, a line of JSON out, until standard input ends."""

import base64
import json
import sys

import boto3
from botocore.exceptions import ClientError

clients = {}


def answer(call):
    service = call["service"]
    if service not in clients:
        clients[service] = boto3.client(service)
    try:
        result = getattr(clients[service], call["operation"])(**call["parameters"])
    except ClientError as error:
        return {"error": error.response["Error"]["Code"], "message": str(error)}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}
    result.pop("ResponseMetadata", None)
    if "Body" in result:
        result["Body"] = base64.b64encode(result["Body"].read()).decode()
    return {"result": result}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line)), default=str), flush=True)
