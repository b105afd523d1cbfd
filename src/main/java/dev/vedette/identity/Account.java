package dev.vedette.identity;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** A person who may sign in. */
public record Account(
    long id,
    String email,
    String username,
    String name,
    boolean isActive,
    boolean isSuperuser,
    boolean hasPassword,
    OffsetDateTime joined,
    @Nullable OffsetDateTime lastLogin) {

  static final String COLUMNS =
      "a.id, a.email, a.username, a.name, a.is_active, a.is_superuser, a.joined_at, a.last_login,"
          + " a.password_hash IS NOT NULL";

  static Account of(Row row) {
    return new Account(
        row.getLong(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getBoolean(4),
        row.getBoolean(5),
        row.getBoolean(8),
        row.getOffsetDateTime(6),
        row.getOffsetDateTime(7));
  }

  /** The name to show: the given one, else the e-mail. */
  public String shownName() {
    return name.isEmpty() ? email : name;
  }
}
