package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares how two settings group the same events. Events that share a hash are together, as in
 * issues; the settings as they are give the groups that others are held against, so that only what
 * a draft changes is told. Made for one comparison.
 */
final class RulePreview {

  private final List<PreviewRules.Sample> samples;
  private final List<List<String>> before = new ArrayList<>();
  private final List<List<String>> after = new ArrayList<>();
  private final Map<String, Integer> caught = new LinkedHashMap<>();
  private final Map<String, Set<Json>> fingerprints = new HashMap<>();

  private RulePreview(List<PreviewRules.Sample> samples) {
    this.samples = samples;
  }

  static PreviewRules.Preview of(
      Grouper present, Grouper drafted, List<PreviewRules.Sample> samples) {
    RulePreview work = new RulePreview(samples);
    for (PreviewRules.Sample sample : samples) {
      Json.Obj sent = Fingerprint.asSent(sample.event());
      work.before.add(present.explain(sent).hashList());
      Explanation explained = drafted.explain(sent);
      work.after.add(explained.hashList());
      work.note(explained);
      // events that are waiting to be grouped go before
      Thread.yield();
    }
    return work.result();
  }

  private void note(Explanation explained) {
    for (Json variant : explained.json().members().values()) {
      if (variant instanceof Json.Obj one && one.string("matched_rule") instanceof String rule) {
        caught.merge(rule, 1, Integer::sum);
        fingerprints
            .computeIfAbsent(rule, key -> new HashSet<>())
            .add(Json.orNull(one.get("values")));
        return;
      }
    }
  }

  private PreviewRules.Preview result() {
    int changed = 0;
    for (int i = 0; i < samples.size(); i++) {
      changed += before.get(i).equals(after.get(i)) ? 0 : 1;
    }
    int[] groupsBefore = groups(before);
    int[] groupsAfter = groups(after);
    List<PreviewRules.Caught> rules = new ArrayList<>();
    caught.forEach((rule, events) ->
        rules.add(
            new PreviewRules.Caught(
                rule, events, fingerprints.getOrDefault(rule, Set.of()).size() == 1)));
    return new PreviewRules.Preview(
        samples.size(),
        changed,
        merged(groupsBefore, groupsAfter),
        split(groupsBefore, groupsAfter),
        rules);
  }

  /** A number for each event, the same for those that share a hash, also by way of others. */
  private static int[] groups(List<List<String>> hashes) {
    int[] group = new int[hashes.size()];
    Map<String, Integer> known = new HashMap<>();
    for (int i = 0; i < group.length; i++) {
      group[i] = i;
      for (String hash : hashes.get(i)) {
        Integer met = known.putIfAbsent(hash, i);
        if (met != null) {
          join(group, group[met], group[i]);
        }
      }
    }
    return group;
  }

  private static void join(int[] group, int kept, int gone) {
    for (int i = 0; i < group.length; i++) {
      group[i] = group[i] == gone ? kept : group[i];
    }
  }

  private List<List<Long>> merged(int[] before, int[] after) {
    Map<Integer, Set<Integer>> groups = new TreeMap<>();
    Map<Integer, Set<Long>> issues = new TreeMap<>();
    for (int i = 0; i < after.length; i++) {
      groups.computeIfAbsent(after[i], key -> new HashSet<>()).add(before[i]);
      issues.computeIfAbsent(after[i], key -> new LinkedHashSet<>()).add(samples.get(i).issue());
    }
    List<List<Long>> merged = new ArrayList<>();
    issues.forEach((group, together) -> {
      if (together.size() > 1 && groups.getOrDefault(group, Set.of()).size() > 1) {
        merged.add(List.copyOf(together));
      }
    });
    return merged;
  }

  private List<PreviewRules.Split> split(int[] before, int[] after) {
    Map<Long, Set<Integer>> present = new LinkedHashMap<>();
    Map<Long, Set<Integer>> drafted = new LinkedHashMap<>();
    for (int i = 0; i < after.length; i++) {
      long issue = samples.get(i).issue();
      present.computeIfAbsent(issue, key -> new HashSet<>()).add(before[i]);
      drafted.computeIfAbsent(issue, key -> new HashSet<>()).add(after[i]);
    }
    List<PreviewRules.Split> split = new ArrayList<>();
    drafted.forEach((issue, groups) -> {
      if (groups.size() > present.getOrDefault(issue, Set.of()).size()) {
        split.add(new PreviewRules.Split(issue, groups.size()));
      }
    });
    return split;
  }
}
