#!/usr/bin/env python3
"""A worker for Mortar's queues with nothing but Python's standard library.

    MORTAR_URL=http://127.0.0.1:4000/graphql MORTAR_TOKEN=... python3 worker.py default

It claims jobs named "text.shout", works on them while it renews its lease, and hands in the result. MORTAR_TOKEN is the
bearer token of an account with the WORKER role (sessionLogIn with transport: BEARER). --once ends it after the first job.
"""
import json
import os
import socket
import sys
import threading
import urllib.request

URL = os.environ["MORTAR_URL"]
TOKEN = os.environ["MORTAR_TOKEN"]
LEASE_SECONDS = 30


def ask(query, **variables):
    request = urllib.request.Request(
        URL,
        data=json.dumps({"query": query, "variables": variables}).encode(),
        headers={"Content-Type": "application/json", "Authorization": "Bearer " + TOKEN},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        answer = json.load(response)
    if answer.get("errors"):
        raise RuntimeError(answer["errors"][0]["message"])
    return answer["data"]


def claim(queue):
    # Waits on the server until there is a job, so that an idle worker costs one request every 20 seconds.
    data = ask(
        """mutation ($input: JobsClaimInput!) { jobsClaim(input: $input) {
             leases { leaseToken job { id name payload attempt } } } }""",
        input={"queue": queue, "workerId": "python-" + socket.gethostname(), "leaseSeconds": LEASE_SECONDS, "waitSeconds": 20},
    )
    return data["jobsClaim"]["leases"]


def renew(lease, stop):
    while not stop.wait(LEASE_SECONDS / 3):
        ask(
            "mutation ($input: JobLeasesExtendInput!) { jobLeasesExtend(input: $input) { userErrors { code } } }",
            input={"leases": [held(lease)], "leaseSeconds": LEASE_SECONDS},
        )


def held(lease):
    return {"id": lease["job"]["id"], "leaseToken": lease["leaseToken"]}


def work(job):
    """The job itself. It may run twice, so it only computes."""
    if job["name"] != "text.shout":
        raise ValueError("this worker does not know " + job["name"])
    return {"text": job["payload"]["text"].upper()}


def run(lease):
    stop = threading.Event()
    threading.Thread(target=renew, args=(lease, stop), daemon=True).start()
    try:
        result = work(lease["job"])
        ask(
            "mutation ($input: JobCompleteInput!) { jobComplete(input: $input) { userErrors { code message } } }",
            input={**held(lease), "result": result},
        )
    except Exception as error:
        ask(
            "mutation ($input: JobFailInput!) { jobFail(input: $input) { userErrors { code message } } }",
            input={**held(lease), "message": str(error)},
        )
    finally:
        stop.set()


def main():
    queue = sys.argv[1] if len(sys.argv) > 1 else "default"
    while True:
        for lease in claim(queue):
            run(lease)
            if "--once" in sys.argv:
                return


main()
