-- What each node says of itself every few seconds.
CREATE TABLE node_status (
  id                text PRIMARY KEY,
  address           text NOT NULL,
  roles             text NOT NULL,
  verticles         jsonb NOT NULL,
  events_per_second double precision NOT NULL,
  version           text NOT NULL,
  started           timestamptz NOT NULL,
  seen              timestamptz NOT NULL
);
