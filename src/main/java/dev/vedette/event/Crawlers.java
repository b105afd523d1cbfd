package dev.vedette.event;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The web crawlers that a project does not want to hear of (spec 01 §22.2). Each family can be let
 * in, since some names are also those of programs that people use (spec 01 §28, 8).
 */
public final class Crawlers {

  /** The option with the families that a project lets in. */
  public static final String LET_IN = "filters:web-crawlers-let-in";

  private static final Pattern BOT_FOR_PEOPLE = Pattern.compile("Slackbot 1\\.\\d+");

  /** What is common to the names of those that no family knows. */
  private static final Map<String, String> GENERIC =
      Map.of("bot", "bots?[/\\s);]", "spider", "spider[/\\s);]");

  private static final Map<String, String> FAMILIES = new LinkedHashMap<>();

  static {
    FAMILIES.put("google", "Mediapartners-Google|AdsBot-Google|Googlebot|FeedFetcher-Google");
    FAMILIES.put("google-storebot", "Storebot-Google");
    FAMILIES.put("bing", "BingBot|BingPreview");
    FAMILIES.put("baidu", "Baiduspider");
    FAMILIES.put("yahoo", "Slurp");
    FAMILIES.put("sogou", "Sogou");
    FAMILIES.put("facebook", "facebook");
    FAMILIES.put("alexa", "ia_archiver");
    FAMILIES.put("slack", "Slack");
    FAMILIES.put("calypso", "Calypso AppCrawler");
    FAMILIES.put("pingdom", "pingdom");
    FAMILIES.put("lytics", "lyticsbot");
    FAMILIES.put("aws", "AWS Security Scanner|ELB-HealthChecker");
    FAMILIES.put("hubspot", "HubSpot Crawler");
    FAMILIES.put("bytedance", "Bytespider");
    FAMILIES.put("better-uptime", "Better Uptime");
    FAMILIES.put("cloudflare", "Cloudflare-Healthchecks");
    FAMILIES.put("gtmetrix", "GTmetrix");
    FAMILIES.put("brightedge", "BrightEdgeOnCrawl");
    FAMILIES.put("naver", "naver\\.me/spd");
    FAMILIES.putAll(GENERIC);
  }

  private static final Crawlers ALL = new Crawlers(List.of());

  private final Pattern known;
  private final Pattern generic;
  private final Pattern letIn;

  private Crawlers(Collection<String> letIn) {
    this.letIn = pattern(letIn.stream().filter(name -> !GENERIC.containsKey(name)).toList());
    this.generic =
        pattern(GENERIC.keySet().stream().filter(name -> !letIn.contains(name)).toList());
    this.known =
        pattern(
            FAMILIES.keySet().stream()
                .filter(name -> !letIn.contains(name) && !GENERIC.containsKey(name))
                .toList());
  }

  /** All crawlers but some families; unknown names are ignored. */
  static Crawlers except(Collection<String> families) {
    return families.isEmpty() ? ALL : new Crawlers(Set.copyOf(families));
  }

  /** The names of all families. */
  public static Set<String> families() {
    return java.util.Collections.unmodifiableSet(FAMILIES.keySet());
  }

  private static Pattern pattern(Collection<String> families) {
    List<String> patterns =
        families.stream().filter(FAMILIES::containsKey).map(FAMILIES::get).toList();
    // nothing matches where there is no family
    String any = patterns.isEmpty() ? "(?!)" : String.join("|", patterns);
    return Pattern.compile(any, Pattern.CASE_INSENSITIVE);
  }

  /** Whether a user agent is an unwanted crawler's. */
  boolean matches(String agent) {
    if (BOT_FOR_PEOPLE.matcher(agent).find()) {
      return false;
    }
    return known.matcher(agent).find()
        || generic.matcher(agent).find() && !letIn.matcher(agent).find();
  }
}
