package dev.vedette.ingest;

import dev.vedette.config.Option;
import dev.vedette.config.Options;
import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.ProjectView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A limit on what may be accepted (spec 01 §21.1, §21.2).
 *
 * @param id identity of its counter; empty for a quota that refuses everything
 * @param scopeId what is counted separately
 * @param limit quantity per window; 0 refuses everything
 * @param window length in seconds
 * @param reason code for the outcome and the header
 */
record Quota(
    String id,
    Scope scope,
    long scopeId,
    Set<Category> categories,
    long limit,
    long window,
    String reason) {

  enum Scope {
    ORGANIZATION,
    PROJECT,
    KEY;

    String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final Set<Category> ERRORS =
      java.util.Collections.unmodifiableSet(
          java.util.EnumSet.of(Category.DEFAULT, Category.ERROR, Category.SECURITY));

  private static final Set<Category> ERRORS_ALONE = Set.of(Category.DEFAULT, Category.ERROR);
  private static final Set<Category> SECURITY_ALONE = Set.of(Category.SECURITY);

  private static final long EXPIRY_AFTER_WINDOW = 60;

  /** Options with limits per category, of 30 days and of an hour. */
  private static final String MONTHLY = "quotas:monthly-limits";

  private static final String HOURLY = "quotas:hourly-limits";
  private static final long MONTH = 30 * 86_400L;
  private static final long HOUR = 3600;
  private static final long MINUTE = 60;
  private static final long CHECK_INS = 50;
  private static final long CHECK_INS_PER_ENVIRONMENT = 6;

  boolean matches(Category category) {
    return categories.contains(category);
  }

  /** The quotas that hold for a request with this key. */
  static List<Quota> of(ProjectView view, Options options) {
    List<Quota> quotas = new ArrayList<>();
    if (view.key() != null) {
      addKey(quotas, view.key());
    }
    addOrganization(quotas, view, options);
    addOwn(quotas, view.options(), Scope.PROJECT, view.project().value());
    addOwn(quotas, view.organizationOptions(), Scope.ORGANIZATION, view.organization().value());
    quotas.add(monitors(view));
    addAbuse(quotas, view, options);
    return quotas;
  }

  /** Security reports with a limit of their own do not use up that of errors (spec 01 §28, 9). */
  private static void addKey(List<Quota> quotas, ProjectView.Key key) {
    ProjectView.Limit ofSecurity = key.securityLimit();
    addKey(quotas, key, "k", ofSecurity == null ? ERRORS : ERRORS_ALONE, key.limit());
    addKey(quotas, key, "ks", SECURITY_ALONE, ofSecurity);
  }

  private static void addKey(
      List<Quota> quotas,
      ProjectView.Key key,
      String id,
      Set<Category> categories,
      ProjectView.@Nullable Limit limit) {
    if (limit != null) {
      quotas.add(
          new Quota(
              id,
              Scope.KEY,
              key.id(),
              categories,
              limit.count(),
              limit.windowSeconds(),
              "key_quota"));
    }
  }

  private static void addOrganization(List<Quota> quotas, ProjectView view, Options options) {
    long account = number(view.organizationOptions(), "sentry:account-rate-limit");
    long system = options.number(Option.SYSTEM_RATE_LIMIT);
    boolean useAccount = account > 0 && (system <= 0 || account * MINUTE <= system * HOUR);
    long limit = useAccount ? account : Math.max(0, system);
    long window = useAccount ? HOUR : MINUTE;
    if (limit == 0) {
      return;
    }
    long share = number(view.organizationOptions(), "sentry:project-rate-limit");
    if (share > 0 && share < 100 && limit * share / 100 > 0) {
      quotas.add(
          new Quota(
              "p",
              Scope.PROJECT,
              view.project().value(),
              ERRORS,
              limit * share / 100,
              window,
              "project_quota"));
    }
    quotas.add(
        new Quota(
            "o",
            Scope.ORGANIZATION,
            view.organization().value(),
            ERRORS,
            limit,
            window,
            "org_quota"));
  }

  /** The limits of our own that a project or an organization sets (spec 01 §21.2). */
  private static void addOwn(List<Quota> quotas, Json.Obj options, Scope scope, long id) {
    addOwn(quotas, options.object(MONTHLY), scope, id, "vm:", MONTH, "usage_exceeded");
    addOwn(quotas, options.object(HOURLY), scope, id, "vs:", HOUR, "spike_protection");
  }

  private static void addOwn(
      List<Quota> quotas,
      Json.Obj limits,
      Scope scope,
      long id,
      String prefix,
      long window,
      String reason) {
    limits
        .members()
        .forEach((name, value) -> {
          Category category = Category.of(name).orElse(null);
          if (category != null && value instanceof Json.Num limit && limit.asLong() > 0) {
            Set<Category> counted = category == Category.ERROR ? ERRORS : Set.of(category);
            quotas.add(
                new Quota(prefix + name, scope, id, counted, limit.asLong(), window, reason));
          }
        });
  }

  private static Quota monitors(ProjectView view) {
    return new Quota(
        "mrl",
        Scope.PROJECT,
        view.project().value(),
        Set.of(Category.MONITOR),
        CHECK_INS + CHECK_INS_PER_ENVIRONMENT * view.monitorEnvironments(),
        MINUTE,
        "monitor_rate_limit");
  }

  private static void addAbuse(List<Quota> quotas, ProjectView view, Options options) {
    addAbuse(quotas, view, options, "pae", Option.ABUSE_ERRORS, ERRORS);
    addAbuse(
        quotas, view, options, "pati", Option.ABUSE_TRANSACTIONS, Set.of(Category.TRANSACTION));
    addAbuse(quotas, view, options, "paa", Option.ABUSE_ATTACHMENTS, Set.of(Category.ATTACHMENT));
    addAbuse(quotas, view, options, "pas", Option.ABUSE_SESSIONS, Set.of(Category.SESSION));
  }

  private static void addAbuse(
      List<Quota> quotas,
      ProjectView view,
      Options options,
      String id,
      Option option,
      Set<Category> categories) {
    long perSecond = options.number(option);
    long project = view.project().value();
    if (perSecond < 0) {
      quotas.add(new Quota("", Scope.PROJECT, project, categories, 0, MINUTE, "disabled"));
    } else if (perSecond > 0) {
      long window = Math.max(1, options.number(Option.ABUSE_WINDOW));
      quotas.add(
          new Quota(
              id,
              Scope.PROJECT,
              project,
              categories,
              perSecond * window,
              window,
              "project_abuse_limit"));
    }
  }

  private static long number(Json.Obj options, String key) {
    Json.Num value = options.number(key);
    return value == null ? 0 : value.asLong();
  }

  /** Key of the counter for the window that holds at {@code second} (spec 01 §21.3). */
  String counterKey(long organization, long second) {
    String scope = this.scope == Scope.ORGANIZATION ? "" : Long.toString(scopeId);
    return "quota:%s{%d}%s:%d".formatted(id, organization, scope, slot(organization, second));
  }

  /** Key of the counter of what was given back within that window. */
  String refundKey(long organization, long second) {
    return "r:" + counterKey(organization, second);
  }

  /** When both counters of the window may be forgotten. */
  Instant expiry(long organization, long second) {
    return Instant.ofEpochSecond(windowEnd(organization, second) + EXPIRY_AFTER_WINDOW);
  }

  private long slot(long organization, long second) {
    return Math.floorDiv(second - organization % window, window);
  }

  /** Unix second at which the window ends. */
  long windowEnd(long organization, long second) {
    return (slot(organization, second) + 1) * window + organization % window;
  }

  /** Names of the categories, as in the limit header. */
  String categoryNames() {
    return String.join(";", categories.stream().sorted().map(Category::label).toList());
  }
}
