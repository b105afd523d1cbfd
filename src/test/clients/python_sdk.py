"""Sends a chained exception with local variables, a message and a transaction; prints the ids."""

import json
import os

import sentry_sdk

sentry_sdk.init(
    dsn=os.environ["DSN"], release="shop@1.2.3", environment="staging", traces_sample_rate=1.0
)


def charge(order):
    card = {"number": "4111", "password": "hunter2"}
    amounts = [1, 2, 3]
    try:
        return amounts[order] / len(card)
    except IndexError as cause:
        raise ValueError("order %d cannot be charged" % order) from cause


ids = {}
try:
    charge(7)
except ValueError as failure:
    ids["exception"] = sentry_sdk.capture_exception(failure)
ids["message"] = sentry_sdk.capture_message("stock runs low", "warning")
with sentry_sdk.start_transaction(name="GET /cart", op="http.server"):
    with sentry_sdk.start_span(op="db", description="SELECT 1"):
        pass
sentry_sdk.flush(10)
print(json.dumps(ids))
