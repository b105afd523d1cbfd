package dev.vedette.identity;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tokens of organizations, for machines that build and deploy (spec 11 §2.3). Methods wait. */
public final class OrganizationTokens {

  /** How their texts begin. */
  public static final String PREFIX = "sntrys_";

  /** What they may do, all of them. */
  public static final Set<Scope> SCOPES = Set.of(Scope.ORG_CI);

  private static final int SECRET_BYTES = 32;
  private static final int PARTS = 3;
  private static final int MICROS_SCALE = 6;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;

  /** Tokens in the given database. */
  public OrganizationTokens(Database database) {
    this.database = database;
  }

  /**
   * A token as lists show it.
   *
   * @param createdBy account that made it, or null when that is gone
   */
  public record Token(
      long id,
      String name,
      String lastCharacters,
      OffsetDateTime created,
      @Nullable OffsetDateTime lastUsed,
      @Nullable Long createdBy) {}

  /**
   * The text of a token; clients read server and organization from it.
   *
   * @param url address at which clients reach the server
   */
  static String text(Instant issued, String url, String organization, byte[] secret) {
    long micros = issued.getEpochSecond() * 1_000_000 + issued.getNano() / 1000;
    String payload =
        Json.object()
            .put("iat", new Json.Num(BigDecimal.valueOf(micros, MICROS_SCALE)))
            .put("url", url)
            .put("region_url", url)
            .put("org", organization)
            .build()
            .text();
    return PREFIX
        + Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8))
        + "_"
        + Base64.getEncoder().withoutPadding().encodeToString(secret);
  }

  /** Whether a text has the form of such a token. */
  public static boolean isToken(String text) {
    String[] parts = text.split("_", -1);
    if (!text.startsWith(PREFIX) || parts.length != PARTS) {
      return false;
    }
    try {
      byte[] payload = Base64.getDecoder().decode(parts[1]);
      return JsonText.parse(payload) instanceof Json.Obj object
          && object.get("iat") instanceof Json.Num issued
          && issued.asDouble() != 0;
    } catch (IllegalArgumentException | JsonText.Malformed noToken) {
      return false;
    }
  }

  /** Makes a token and gives its text, which is not kept. */
  public static String create(
      Sql sql, long organization, String slug, String url, String name, @Nullable Long account) {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    String text = text(Instant.now(), url, slug, secret);
    sql.update(
        """
        INSERT INTO api_token (organization_id, name, token_hash, last_characters, scopes, created_by)
        VALUES ($1, $2, $3, $4, $5, $6)\
        """,
        organization,
        name,
        Buffer.buffer(Secrets.digest(text)),
        text.substring(text.length() - 4),
        Scope.labels(SCOPES).toArray(String[]::new),
        account);
    return text;
  }

  /** The tokens that work, last used first, then by name. */
  public List<Token> list(long organization) {
    return database
        .sql()
        .list(
            """
            SELECT id, name, last_characters, created_at, last_used, created_by FROM api_token
            WHERE organization_id = $1 AND deactivated_at IS NULL\
            """,
            OrganizationTokens::token,
            organization)
        .stream()
        .sorted(
            Comparator.comparing(
                    Token::lastUsed,
                    Comparator.nullsLast(Comparator.<OffsetDateTime>reverseOrder()))
                .thenComparing(Token::name)
                .thenComparing(Token::id, Comparator.reverseOrder()))
        .toList();
  }

  private static Token token(Row row) {
    return new Token(
        row.getLong(0),
        row.getString(1),
        row.getString(2),
        row.getOffsetDateTime(3),
        row.getOffsetDateTime(4),
        row.getLong(5));
  }

  /** A token that works. */
  public Optional<Token> find(long organization, long id) {
    return list(organization).stream().filter(token -> token.id() == id).findFirst();
  }

  /** Gives a token another name. */
  public void rename(long organization, long id, String name) {
    database
        .sql()
        .update(
            "UPDATE api_token SET name = $3 WHERE organization_id = $1 AND id = $2",
            organization,
            id,
            name);
  }

  /** Ends a token for good. */
  public void deactivate(long organization, long id) {
    database
        .sql()
        .update(
            "UPDATE api_token SET deactivated_at = now() WHERE organization_id = $1 AND id = $2",
            organization,
            id);
  }
}
