package dev.vedette.identity;

import dev.vedette.config.SecretKey;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Invitations into organizations (spec 11 §11.1, §11.2). Methods wait. */
public final class Invitations {

  /** How long a link is good. */
  public static final Duration LIFE = Duration.ofDays(30);

  private static final int NONCE_BYTES = 16;

  private final Database database;
  private final SecretKey key;

  /** Invitations in the given database, with links that the key vouches for. */
  public Invitations(Database database, SecretKey key) {
    this.database = database;
    this.key = key;
  }

  /**
   * An invitation that has not been accepted.
   *
   * @param member number of the membership it becomes
   * @param role what it makes of whoever accepts it
   * @param inviter who invites, or null for those who run the server
   */
  public record Invitation(
      long member,
      long organization,
      String slug,
      String email,
      Instant invited,
      String nonce,
      String role,
      @Nullable String inviter) {

    /** Whether its link is no longer good. */
    public boolean isExpired(Instant now) {
      return isOver(invited, now);
    }
  }

  static boolean isOver(Instant invited, Instant now) {
    return now.isAfter(invited.plus(LIFE));
  }

  /** What makes a link one of a kind. */
  static String nonce() {
    return Secrets.hex(NONCE_BYTES);
  }

  private static final String SELECT =
      """
      SELECT m.id, m.organization_id, o.slug, m.email, coalesce(m.invited_at, m.created_at), m.invite_nonce, m.role,
        coalesce(nullif(i.name, ''), i.email)
      FROM member m JOIN organization o ON o.id = m.organization_id
        LEFT JOIN account i ON i.id = m.inviter_id
      WHERE m.account_id IS NULL AND o.status = 'active'
      """;

  private static Invitation of(Row row) {
    return new Invitation(
        row.getLong(0),
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getOffsetDateTime(4).toInstant(),
        row.getString(5),
        row.getString(6),
        row.getString(7));
  }

  /** The text in the link of an invitation. */
  public String token(Invitation invitation) {
    return key.sign("invitation", invitation.member() + ":" + invitation.nonce());
  }

  /** Path of the page that accepts an invitation. */
  public String path(Invitation invitation) {
    return "/accept/%s/%d/%s/".formatted(invitation.slug(), invitation.member(), token(invitation));
  }

  /**
   * Invites an address; replaces an invitation of the same address.
   *
   * @param inviter the account that does; null for those who run the server
   * @param most the highest role of an invitation that may be replaced
   * @return the member it becomes; empty where an invitation to a higher role stays
   */
  public Optional<Long> create(
      long organization,
      String email,
      Role role,
      Map<Long, TeamRole> places,
      @Nullable Long inviter,
      Role most) {
    List<String> lower =
        Arrays.stream(Role.values())
            .filter(other -> other.compareTo(most) <= 0)
            .map(Role::label)
            .toList();
    return database.inTransaction(sql -> {
      Optional<Long> member =
          sql.find(
              """
              INSERT INTO member (organization_id, email, role, invite_nonce, invited_at, inviter_id)
              VALUES ($1, $2, $3, $4, now(), $5)
              ON CONFLICT (organization_id, lower(email)) WHERE account_id IS NULL
              DO UPDATE SET role = EXCLUDED.role, invite_nonce = EXCLUDED.invite_nonce,
                invited_at = now(), inviter_id = EXCLUDED.inviter_id
              WHERE member.role = ANY($6::text[])
              RETURNING id\
              """,
              row -> row.getLong(0),
              organization,
              email,
              role.label(),
              nonce(),
              inviter,
              lower.toArray(String[]::new));
      member.ifPresent(made -> TeamPlaces.replace(sql, made, role, places));
      return member;
    });
  }

  /** Makes a new link, after which the old one is good no more; false for who has come in. */
  public boolean renew(long organization, long member) {
    return database
            .sql()
            .update(
                """
                UPDATE member SET invite_nonce = $3, invited_at = now()
                WHERE organization_id = $1 AND id = $2 AND account_id IS NULL\
                """,
                organization,
                member,
                nonce())
        > 0;
  }

  /** An invitation by its number, good or not. */
  public Optional<Invitation> find(long member) {
    return database.sql().find(SELECT + " AND m.id = $1", Invitations::of, member);
  }

  /** The invitation of a link; empty when the link is not good, or not good any more. */
  public Optional<Invitation> find(long member, String token, Instant now) {
    return find(member).filter(found -> Secrets.same(token(found), token) && !found.isExpired(now));
  }

  /** Invitations of the last day: by an account, and into an organization. */
  public long recent(long organization, long inviter) {
    return database
        .sql()
        .one(
            """
            SELECT greatest(count(*) FILTER (WHERE organization_id = $1),
              count(*) FILTER (WHERE inviter_id = $2))
            FROM member WHERE invited_at > now() - interval '1 day'
              AND (organization_id = $1 OR inviter_id = $2)\
            """,
            row -> row.getLong(0),
            organization,
            inviter);
  }

  /** Whether an account is a member of the organization already. */
  public boolean isMember(Invitation invitation, long account) {
    return isMember(database.sql(), invitation, account);
  }

  private static boolean isMember(Sql sql, Invitation invitation, long account) {
    return sql.one(
        "SELECT EXISTS (SELECT FROM member WHERE organization_id = $1 AND account_id = $2)",
        row -> row.getBoolean(0),
        invitation.organization(),
        account);
  }

  /**
   * Lets an account in.
   *
   * @return false when the account is a member already; the invitation is used up all the same
   */
  public boolean accept(Invitation invitation, long account) {
    return database.inTransaction(sql -> accept(sql, invitation, account));
  }

  private static boolean accept(Sql sql, Invitation invitation, long account) {
    if (isMember(sql, invitation, account)) {
      sql.update("DELETE FROM member WHERE id = $1 AND account_id IS NULL", invitation.member());
      return false;
    }
    return sql.update(
            """
            UPDATE member SET account_id = $2, invite_nonce = NULL
            WHERE id = $1 AND account_id IS NULL\
            """,
            invitation.member(),
            account)
        == 1;
  }
}
