package dev.vedette.identity;

import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who belongs to an organization, or is invited to it (spec 11 §11.1). Methods wait. */
public final class Members {

  private static final String COLUMNS =
      """
      SELECT m.id, coalesce(a.email, m.email), coalesce(a.name, ''), m.role, m.created_at, a.id,
        coalesce(nullif(i.name, ''), i.email), coalesce(m.invited_at, m.created_at),
        ARRAY(SELECT team_id FROM team_member o WHERE o.member_id = m.id)\
      """;

  private static final String FROM =
      """

      FROM member m LEFT JOIN account a ON a.id = m.account_id
        LEFT JOIN account i ON i.id = m.inviter_id AND m.account_id IS NULL
      """;

  private static final String SELECT = COLUMNS + FROM + "WHERE m.organization_id = $1 ";

  private final Database database;

  /** Members in the given database. */
  public Members(Database database) {
    this.database = database;
  }

  /**
   * A member, or somebody who is invited to be one.
   *
   * @param name empty when none was given
   * @param account number of the account; null for who is only invited
   * @param inviter who invites; null for members, and where those who run the server do
   * @param invited when, or when the membership began
   * @param teams numbers of the teams the member is in
   */
  public record Member(
      long id,
      String email,
      String name,
      Role role,
      OffsetDateTime since,
      @Nullable Long account,
      @Nullable String inviter,
      OffsetDateTime invited,
      Set<Long> teams) {

    private static Member of(Row row) {
      return new Member(
          row.getLong(0),
          row.getString(1),
          row.getString(2),
          Role.of(row.getString(3)).orElse(Role.MEMBER),
          row.getOffsetDateTime(4),
          row.getLong(5),
          row.getString(6),
          row.getOffsetDateTime(7),
          Set.of(row.getArrayOfLongs(8)));
    }

    /** Whether the invitation has not been accepted. */
    public boolean isPending() {
      return account == null;
    }

    /** Whether the link of the invitation is no longer good. */
    public boolean isExpired(Instant now) {
      return isPending() && Invitations.isOver(invited.toInstant(), now);
    }

    /** The name to show: the given one, else the e-mail. */
    public String shownName() {
      return name.isBlank() ? email : name;
    }
  }

  /** A member of a team, and the role in it that counts. */
  public record InTeam(Member member, TeamRole role, String team) {}

  /** All members of an organization, oldest first. */
  public List<Member> list(long organization) {
    return database.sql().list(SELECT + "ORDER BY m.id", Member::of, organization);
  }

  /** The members of a team, oldest first. */
  public List<InTeam> ofTeam(long organization, long team) {
    return database
        .sql()
        .list(
            COLUMNS
                + ", tm.role, t.slug"
                + FROM
                + """
                JOIN team_member tm ON tm.member_id = m.id JOIN team t ON t.id = tm.team_id
                WHERE m.organization_id = $1 AND tm.team_id = $2 ORDER BY m.id\
                """,
            row -> {
              Member member = Member.of(row);
              return new InTeam(
                  member, TeamRole.effective(member.role(), row.getString(9)), row.getString(10));
            },
            organization,
            team);
  }

  /** A member of an organization. */
  public Optional<Member> find(long organization, long member) {
    return database.sql().find(SELECT + "AND m.id = $2", Member::of, organization, member);
  }

  /** Whether nobody else owns the organization. */
  public boolean isOnlyOwner(long organization, Member member) {
    return owners(database.sql(), organization, "").equals(List.of(member.id()));
  }

  private static List<Long> owners(Sql sql, long organization, String locking) {
    return sql.list(
        "SELECT id FROM member WHERE organization_id = $1 AND role = 'owner'"
            + " AND account_id IS NOT NULL ORDER BY id "
            + locking,
        row -> row.getLong(0),
        organization);
  }

  /** What became of a change. */
  public enum Result {
    /** It is made. */
    DONE,
    /** The organization would be left without an owner. */
    LAST_OWNER,
    /** The member is not what it was read as any more. */
    STALE
  }

  /** Gives a role. The link of an invitation changes with it: its role is what it opens. */
  public Result setRole(long organization, Member member, Role role) {
    return database.inTransaction(sql -> {
      if (role != Role.OWNER && isLastOwner(sql, organization, member)) {
        return Result.LAST_OWNER;
      }
      return result(
          sql.update(
              """
              UPDATE member SET role = $4,
                invite_nonce = CASE WHEN account_id IS NULL THEN $5 END
              WHERE organization_id = $1 AND id = $2 AND role = $3\
              """,
              organization,
              member.id(),
              member.role().label(),
              role.label(),
              Invitations.nonce()));
    });
  }

  /** Ends a membership. */
  public Result remove(long organization, Member member) {
    return database.inTransaction(sql ->
        isLastOwner(sql, organization, member)
            ? Result.LAST_OWNER
            : result(
                sql.update(
                    "DELETE FROM member WHERE organization_id = $1 AND id = $2 AND role = $3",
                    organization,
                    member.id(),
                    member.role().label())));
  }

  private static Result result(int changed) {
    return changed == 0 ? Result.STALE : Result.DONE;
  }

  /** Two owners who remove each other at once wait here for one another. */
  private static boolean isLastOwner(Sql sql, long organization, Member member) {
    return member.role() == Role.OWNER
        && owners(sql, organization, "FOR UPDATE").equals(List.of(member.id()));
  }

  /** Whether somebody with this address is a member, not only invited. */
  public boolean has(long organization, String email) {
    return database
        .sql()
        .one(
            """
            SELECT EXISTS (SELECT FROM member m JOIN account a ON a.id = m.account_id
              WHERE m.organization_id = $1 AND lower(a.email) = $2)\
            """,
            row -> row.getBoolean(0),
            organization,
            email);
  }
}
