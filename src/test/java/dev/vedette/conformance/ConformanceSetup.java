package dev.vedette.conformance;

import dev.vedette.json.Json;
import dev.vedette.store.Database;

/** Organization, projects and keys of the shared ingest cases. */
final class ConformanceSetup {

  private ConformanceSetup() {}

  static boolean install(Database database, Json.Obj setup) {
    Json.Obj organization = setup.object("organization");
    database
        .sql()
        .update(
            "INSERT INTO organization (id, slug, name, options) VALUES ($1, $2, $2, $3::text::jsonb)",
            organization.number("id").asLong(),
            organization.string("slug"),
            "{\"sentry:store_crash_reports\":-1}");
    for (Json item : setup.array("projects").items()) {
      Json.Obj project = (Json.Obj) item;
      database
          .sql()
          .update(
              """
              INSERT INTO project (id, organization_id, slug, name, options)
              VALUES ($1, $2, $3, $3, $4::text::jsonb)\
              """,
              project.number("id").asLong(),
              organization.number("id").asLong(),
              project.string("slug"),
              project.object("options").text());
      for (Json one : project.array("keys").items()) {
        Json.Obj key = (Json.Obj) one;
        Json.Obj limit = key.object("rate_limit");
        database
            .sql()
            .update(
                """
                INSERT INTO project_key
                  (id, project_id, public_key, secret_key, is_active, rate_count, rate_window)
                VALUES ($1, $2, $3, $3, $4, $5, $6)\
                """,
                key.number("id").asLong(),
                project.number("id").asLong(),
                key.string("public"),
                key.bool("active"),
                limit.isEmpty() ? null : (int) limit.number("count").asLong(),
                limit.isEmpty() ? null : (int) limit.number("window").asLong());
      }
    }
    return true;
  }

  /** Removes all that earlier cases left; waits until nothing of them can come any more. */
  static boolean clear(Database database) {
    database
        .sql()
        .update(
            """
            TRUNCATE event, attachment, user_report, session_state, session_hour, check_in, monitor_environment, monitor,
              span, log, profile, replay_segment, outcome_delta, outcome_hour\
            """);
    return true;
  }
}
