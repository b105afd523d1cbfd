package dev.vedette.web;

import dev.vedette.issue.IssueTags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How the values of a tag share the newest events of an issue.
 *
 * @param shares the largest, largest first
 * @param others number of values that are not shown
 */
public record TagShares(String key, List<Share> shares, long others) {

  static final int VALUES = 3;
  private static final int TAGS = 6;

  /** What people look at first; other tags follow where they tell events apart. */
  private static final List<String> FIRST =
      List.of("environment", "release", "browser", "os", "device", "url", "server_name", "runtime");

  /** Already said elsewhere on the page, or different in every event. */
  private static final List<String> LEFT_OUT = List.of("level", "user", "handled", "mechanism");

  /**
   * A value and its share.
   *
   * @param percent of the events that have the tag
   */
  public record Share(String value, int percent) {}

  /** The tags that are worth a place, in the order of the page. */
  static List<TagShares> of(List<IssueTags.Tag> tags) {
    List<IssueTags.Tag> chosen = new ArrayList<>(tags);
    chosen.removeIf(
        tag -> LEFT_OUT.contains(tag.key()) || tag.unique() == 1 && !FIRST.contains(tag.key()));
    chosen.sort(
        Comparator.comparingInt((IssueTags.Tag tag) -> place(tag.key()))
            .thenComparing(IssueTags.Tag::key));
    return chosen.stream().limit(TAGS).map(TagShares::of).toList();
  }

  private static int place(String key) {
    int place = FIRST.indexOf(key);
    return place < 0 ? FIRST.size() : place;
  }

  private static TagShares of(IssueTags.Tag tag) {
    List<Share> shares =
        tag.top().stream()
            .map(value ->
                new Share(value.value(), (int) Math.round(100.0 * value.count() / tag.total())))
            .toList();
    return new TagShares(tag.key(), shares, tag.unique() - shares.size());
  }
}
